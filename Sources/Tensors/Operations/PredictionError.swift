import Diagnostics

extension Tensor {
  /// Σ (self - target)² over each sample's elements, `[n]`.
  public func squaredError(to target: Tensor) -> Tensor { error(.squared, to: target) }

  /// Σ |self - target| over each sample's elements, `[n]`.
  public func absoluteError(to target: Tensor) -> Tensor { error(.absolute, to: target) }

  /// Σ h(self - target) over each sample's elements, `[n]`, with h(d) = d² / 2 where |d| <= δ and δ (|d| - δ / 2) beyond.
  ///
  /// δ > 0 (Huber, 1964).
  public func huberError(to target: Tensor, delta: Float = 1) -> Tensor { error(.huber(delta: delta), to: target) }

  /// -Σ (t log p + (1 - t) log(1 - p)) with p = sigmoid(self), over each sample's elements, in nats: `[n]`.
  ///
  /// Computed from the logits as max(z, 0) - z t + log(1 + exp(-|z|)), without overflow or loss of small terms.
  public func binaryCrossEntropy(to target: Tensor) -> Tensor { error(.binaryCrossEntropy, to: target) }

  private func error(_ kind: PredictionError.Kind, to target: Tensor) -> Tensor {
    graph.append(PredictionError(kind: kind), [self, target])
  }
}

/// The error of a prediction y against its target t, summed per sample.
///
/// - Formula: e[n] = Σ (y - t)², Σ |y - t|, Σ h(y - t) with Huber's h, or Σ max(y, 0) - y t + log(1 + exp(-|y|)) for
///   logits y and targets in [0, 1]
/// - Shapes: `[n, …]`, `[n, …]` → `[n]`
/// - Gradient: in y, `PredictionErrorGradient`; in t, its negative, or -y de for logits
package struct PredictionError: Operation {
  package enum Kind: Hashable {
    case squared, absolute
    case huber(delta: Float)
    case binaryCrossEntropy

    fileprivate var name: String {
      switch self {
      case .squared: "squared error"
      case .absolute: "absolute error"
      case .huber: "huber error"
      case .binaryCrossEntropy: "binary cross-entropy"
      }
    }
  }
  package let kind: Kind
  package var name: String { kind.name }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    if case .huber(let delta) = kind, !(delta > 0) {
      throw ShapeError(.argument, Report("delta is out of range", expected: "> 0", got: "\(delta)"))
    }
    let (prediction, target) = (inputs[0], inputs[1])
    guard prediction == target, prediction.isBatched else {
      throw ShapeError(
        .mismatch, Report("prediction and target differ in shape", expected: "\(target)", got: "\(prediction)"))
    }
    return .batched([])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let gradient = upstream.graph.append(PredictionErrorGradient(kind: kind), inputs + [upstream])
    guard kind == .binaryCrossEntropy else { return [gradient, -1 * gradient] }
    return [gradient, -1 * (inputs[0] * upstream.broadcast(to: inputs[0].shape.dimensions))]
  }
}

/// The gradient of a ``PredictionError`` in its prediction.
///
/// - Formula: dy = 2 (y - t) de[n], sign(y - t) de[n], (y - t clipped to ±δ) de[n] or (sigmoid(y) - t) de[n]
/// - Shapes: y, t and de: `[n, …]`, `[n, …]`, `[n]` → `[n, …]`
/// - Gradient: in y, the derivative of the factor of de times the incoming gradient; in t, its negative (for logits
///   that of t alone); in de, Σ factor times the incoming gradient
package struct PredictionErrorGradient: Operation {
  package let kind: PredictionError.Kind
  package var name: String { "\(kind.name)'s gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (y, target) = (inputs[0], inputs[1])
    var share: Tensor { upstream * inputs[2].broadcast(to: y.shape.dimensions) }
    switch kind {
    case .squared:
      let passed = 2 * share
      return [passed, -1 * passed, 2 * (upstream * (y - target)).summedPerSample()]
    case .absolute:
      return [nil, nil, (upstream * (y - target).sign()).summedPerSample()]
    case .huber(let delta):
      let difference = y - target
      let passed = share * difference.mapped(by: .within(-delta...delta))
      return [passed, -1 * passed, (upstream * difference.clipped(to: -delta...delta)).summedPerSample()]
    case .binaryCrossEntropy:
      let probability = sigmoid(y)
      let share = share
      return [
        upstream.graph.append(ActivationGradient(kind: .sigmoid), [share, probability]), -1 * share,
        (upstream * (probability - target)).summedPerSample(),
      ]
    }
  }
}
