import Diagnostics

extension Tensor {
  /// The sum of each sample's elements, `[n]`.
  public func summedPerSample() -> Tensor { graph.append(SampleSum(), [self]) }

  /// A number per sample for each of the sample's elements: `[n]` to `[n, dimensions…]`.
  public func broadcast(to dimensions: [Int]) -> Tensor { graph.append(Broadcast(dimensions: dimensions), [self]) }

  /// The mean over the batch of a number per sample: `[n]` to `[]`.
  public func batchMean() -> Tensor { graph.append(BatchMean(), [self]) }

  /// The mean over all elements of the batch, `[]`.
  public func mean() -> Tensor { (1 / Float(shape.count)) * summedPerSample().batchMean() }

  /// The sum of the squares of a parameter's elements, `[]`.
  public func sumOfSquares() -> Tensor { graph.append(SumOfSquares(), [self]) }
}

/// s[n] = Σ x[n, …].
package struct SampleSum: Operation {
  package var name: String { "sum per sample" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(inputs[0])"))
    }
    return .batched([])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.broadcast(to: inputs[0].shape.dimensions)]
  }
}

/// y[n, …] = s[n].
package struct Broadcast: Operation {
  package let dimensions: [Int]
  package var name: String { "broadcast" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == .batched([]) else {
      throw ShapeError(.rank, Report("a number per sample was needed", expected: "[n]", got: "\(inputs[0])"))
    }
    return .batched(dimensions)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.summedPerSample()]
  }
}

/// m = (1 / n) Σ s[n].
package struct BatchMean: Operation {
  package var name: String { "batch mean" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == .batched([]) else {
      throw ShapeError(.rank, Report("a number per sample was needed", expected: "[n]", got: "\(inputs[0])"))
    }
    return .unbatched([])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(BatchShare(), [upstream])]
  }
}

/// s[n] = m / n: each sample's share of a mean.
package struct BatchShare: Operation {
  package var name: String { "share of the batch" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched([]) }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.batchMean()] }
}

/// Σ w².
package struct SumOfSquares: Operation {
  package var name: String { "sum of squares" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard !inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a parameter was needed", expected: "[…]", got: "\(inputs[0])"))
    }
    return .unbatched([])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ScalarProduct(), [2 * inputs[0], upstream])]
  }
}

/// y = s x for a number s and a parameter's worth of x.
package struct ScalarProduct: Operation {
  package var name: String { "product with a number" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ScalarProduct(), [upstream, inputs[1]]), (upstream * inputs[0]).sum()]
  }
}
