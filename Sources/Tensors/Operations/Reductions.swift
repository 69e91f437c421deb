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
struct SampleSum: Operation {
  var name: String { "sum per sample" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(inputs[0])"))
    }
    return .batched([])
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.broadcast(to: inputs[0].shape.dimensions)]
  }
}

/// y[n, …] = s[n].
struct Broadcast: Operation {
  let dimensions: [Int]
  var name: String { "broadcast" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == .batched([]) else {
      throw ShapeError(.rank, Report("a number per sample was needed", expected: "[n]", got: "\(inputs[0])"))
    }
    return .batched(dimensions)
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.summedPerSample()] }
}

/// m = (1 / n) Σ s[n].
struct BatchMean: Operation {
  var name: String { "batch mean" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == .batched([]) else {
      throw ShapeError(.rank, Report("a number per sample was needed", expected: "[n]", got: "\(inputs[0])"))
    }
    return .unbatched([])
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(BatchShare(), [upstream])]
  }
}

/// s[n] = m / n: each sample's share of a mean.
struct BatchShare: Operation {
  var name: String { "share of the batch" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { .batched([]) }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [upstream.batchMean()] }
}

/// Σ w².
struct SumOfSquares: Operation {
  var name: String { "sum of squares" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard !inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a parameter was needed", expected: "[…]", got: "\(inputs[0])"))
    }
    return .unbatched([])
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ScalarProduct(), [2 * inputs[0], upstream])]
  }
}

/// y = s x for a number s and a parameter's worth of x.
struct ScalarProduct: Operation {
  var name: String { "product with a number" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ScalarProduct(), [upstream, inputs[1]]), (upstream * inputs[0]).sum()]
  }
}
