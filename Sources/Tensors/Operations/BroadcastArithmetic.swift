import Diagnostics

extension Tensor {
  /// `self` plus one number per channel (or feature): `[n, c, …]` and `[c]`.
  public func adding(bias: Tensor) -> Tensor {
    checked("bias", with: [bias]) { shape throws(ShapeError) in
      guard shape.isBatched, let channels = shape.dimensions.first, bias.shape == .unbatched([channels]) else {
        throw ShapeError(
          .mismatch,
          Report("one bias per channel is required", expected: "[c] for [n, c, …]", got: "\(bias.shape) for \(shape)"))
      }
    }.broadcasting(.add, bias, along: shape.channelwise)
  }

  /// `self` times one factor per channel (or feature): `[n, c, …]` and `[c]`.
  public func scaled(byChannels factors: Tensor) -> Tensor {
    checked("scaling of channels", with: [factors]) { shape throws(ShapeError) in
      guard factors.shape == (try shape.perChannel()) else {
        throw ShapeError(
          .mismatch,
          Report(
            "one factor per channel is required", expected: "[c] for [n, c, …]", got: "\(factors.shape) for \(shape)"))
      }
    }.broadcasting(.multiply, factors, along: shape.channelwise)
  }

  /// `self` with `shared` added to every sample: `[n, …]` and `[…]`.
  public func adding(shared: Tensor) -> Tensor { broadcasting(.add, shared, along: .samples) }

  /// `self` with every sample multiplied elementwise by `shared`: `[n, …]` and `[…]`.
  public func multiplied(byShared shared: Tensor) -> Tensor { broadcasting(.multiply, shared, along: .samples) }

  /// `self` and `other`, repeated along `axes`, as the operands of `kind`.
  package func broadcasting(_ kind: Elementwise.Kind, _ other: Tensor, along axes: Axes) -> Tensor {
    graph.append(BroadcastArithmetic(kind: kind, axes: axes), [self, other])
  }
}

/// Arithmetic with a second operand broadcast along some axes: a bias, channel factors, a shared value, a scalar.
///
/// - Formula: y = x ∘ s with ∘ one of + - · /, and s the same at every position along the axes
/// - Shapes: samples: `[n, …]`, `[…]` → `[n, …]`; samples and positions: `[n, c, …]`, `[c]` → `[n, c, …]`; all: `[…]`,
///   `[]` → `[…]`
/// - Gradient: as of the arithmetic on equal shapes, that of s summed over the axes; none in a bias before a batch
///   normalisation, which removes it
package struct BroadcastArithmetic: Operation {
  package let kind: Elementwise.Kind
  package let axes: Axes

  package var name: String {
    switch (kind, axes) {
    case (.add, .samples): "addition of a shared value"
    case (.multiply, .samples): "product with a shared value"
    default: "\(kind.rawValue) along \(axes.words)"
    }
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let expected = inputs[0].reduced(over: axes)
    guard inputs[0].isBatched || axes == .all, inputs[1] == expected else {
      throw ShapeError(
        .mismatch,
        Report(
          axes == .samples ? "a value of a sample's shape is required" : "the second operand does not fit",
          expected: axes == .samples ? "[…] for [n, …]" : "\(expected) for \(inputs[0])",
          got: "\(inputs[1]) for \(inputs[0])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (x, s) = (inputs[0], inputs[1])
    func summed(_ gradient: Tensor) -> Tensor {
      let isAwaited = axes != x.shape.channelwise
      return x.graph.append(Reduction(function: .sum, axes: axes, isAwaited: isAwaited), [gradient])
    }
    switch kind {
    case .add: return [upstream, isRemovedBias(of: x, upstream) ? nil : summed(upstream)]
    case .subtract: return [upstream, -1 * summed(upstream)]
    case .multiply: return [upstream.broadcasting(.multiply, s, along: axes), summed(upstream * x)]
    case .divide: return [upstream.broadcasting(.divide, s, along: axes), -1 * (summed(upstream * result) / s)]
    }
  }
  /// Whether the mean that a batch normalisation subtracts contains s, so that s changes nothing.
  ///
  /// The sum of the gradient would be its rounding error alone, and some optimisers' steps along it are as long as any other.
  private func isRemovedBias(of x: Tensor, _ upstream: Tensor) -> Bool {
    axes == x.shape.channelwise && upstream.graph.nodes[upstream.id].operation is BatchNormalizationInputGradient
  }
}
