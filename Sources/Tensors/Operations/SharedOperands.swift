import Diagnostics

extension Tensor {
  /// `self` with `shared` added to every sample: `[n, …]` and `[…]`.
  public func adding(shared: Tensor) -> Tensor { graph.append(SharedArithmetic(kind: .add), [self, shared]) }

  /// `self` with every sample multiplied, element by element, by `shared`: `[n, …]` and `[…]`.
  public func multiplied(byShared shared: Tensor) -> Tensor {
    graph.append(SharedArithmetic(kind: .multiply), [self, shared])
  }

  /// The sum over the samples of the batch: `[n, …]` to `[…]`.
  public func summedOverBatch() -> Tensor { graph.append(BatchSum(), [self]) }

  /// The mean over the samples of the batch: `[n, …]` to `[…]`.
  public func meanOverBatch() -> Tensor { graph.append(DivisionByBatch(), [summedOverBatch()]) }

  /// The same value for every sample: `[…]` to `[n, …]`.
  public func repeatedOverBatch() -> Tensor { graph.append(BatchCopies(), [self]) }
}

/// y[n, …] = x[n, …] ∘ s[…].
package struct SharedArithmetic: Operation {
  package enum Kind { case add, multiply }
  package let kind: Kind
  package var name: String { kind == .add ? "addition of a shared value" : "product with a shared value" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched, inputs[1] == .unbatched(inputs[0].dimensions) else {
      throw ShapeError(
        .mismatch,
        Report(
          "a value of a sample's shape was needed", expected: "[…] for [n, …]", got: "\(inputs[1]) for \(inputs[0])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    switch kind {
    case .add: [upstream, upstream.summedOverBatch()]
    case .multiply: [upstream.multiplied(byShared: inputs[1]), (upstream * inputs[0]).summedOverBatch()]
    }
  }
}

/// s[…] = Σ x[n, …] over n.
package struct BatchSum: Operation {
  package var name: String { "sum over the batch" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(inputs[0])"))
    }
    return .unbatched(inputs[0].dimensions)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.repeatedOverBatch()]
  }
}

/// y[n, …] = s[…].
package struct BatchCopies: Operation {
  package var name: String { "repetition over the batch" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard !inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value that samples share was needed", expected: "[…]", got: "\(inputs[0])"))
    }
    return .batched(inputs[0].dimensions)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.summedOverBatch()]
  }
}

/// y = x / n for a value that all samples share, with n the samples of the batch.
package struct DivisionByBatch: Operation {
  package var name: String { "division by the number of samples" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }
  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(DivisionByBatch(), [upstream])]
  }
}
