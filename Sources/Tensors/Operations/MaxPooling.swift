/// The maximum of each window, with the switches that hold its position.
public struct MaxPooling {
  /// The maxima, `[n, c, h', w']`.
  public let values: Tensor
  /// Their positions within their windows, `[n, c, h', w']`.
  public let switches: Tensor
  /// Rows and columns of a window.
  public let window: Int
  /// Pixels from one window to the next.
  public let stride: Int
  /// Rows and columns of -∞ around the pooled images.
  public let padding: Int
  /// Whether the number of windows is rounded up.
  public let roundsUp: Bool
  /// Rows of the pooled images.
  public let height: Int
  /// Columns of the pooled images.
  public let width: Int
  /// The name of the pool in error messages.
  public let name: String?
}

@available(*, unavailable)
extension MaxPooling: Sendable {}

extension Tensor {
  /// The maximum of each window: `[n, c, h, w]` to `[n, c, h', w']`, h' = (h + 2 padding - window) / stride + 1,
  /// rounded down, or up with `roundsUp`: the last windows may then reach beyond the image.
  ///
  /// The padding is -∞ and at most window / 2. `name` is the name of the pool in error messages.
  public func maxPooled(
    window: Int, stride: Int, padding: Int = 0, roundsUp: Bool = false, name: String? = nil
  ) -> MaxPooling {
    let switches = maxSwitches(window: window, stride: stride, padding: padding, roundsUp: roundsUp)
    let size = shape.dimensions
    return MaxPooling(
      values: gathered(at: switches, window: window, stride: stride, padding: padding, roundsUp: roundsUp),
      switches: switches, window: window, stride: stride, padding: padding, roundsUp: roundsUp,
      height: size.dropFirst().first ?? 1, width: size.last ?? 1, name: name)
  }

  /// Each value at the position where `pooling` found its maximum, zeros elsewhere: `[n, c, h', w']` to the shape of
  /// the pooled images, `[n, c, h, w]`.
  ///
  /// The values must have the shape of the pool's output. Where windows overlap, values are added.
  public func maxUnpooled(by pooling: MaxPooling) -> Tensor {
    graph.append(
      Scattering(
        windows: Windows(
          window: pooling.window, stride: pooling.stride, padding: pooling.padding, roundsUp: pooling.roundsUp),
        height: pooling.height, width: pooling.width, pool: pooling.name),
      [self, pooling.switches])
  }
}
