/// The greatest pixel of each window, with the switches that say where it was.
public struct MaxPooling {
  /// The greatest pixels, `[n, c, h', w']`.
  public let values: Tensor
  /// Their places within their windows, `[n, c, h', w']`.
  public let switches: Tensor
  /// Rows and columns of a window.
  public let window: Int
  /// Pixels from one window to the next.
  public let stride: Int
  /// Rows and columns of -∞ around the pooled images.
  public let padding: Int
  /// Rows of the pooled images.
  public let height: Int
  /// Columns of the pooled images.
  public let width: Int
  /// What error messages call the pool.
  public let name: String?
}

@available(*, unavailable)
extension MaxPooling: Sendable {}

extension Tensor {
  /// The greatest pixel of each window: `[n, c, h, w]` to `[n, c, h', w']`,
  /// h' = (h + 2 padding - window) / stride + 1, rounded down.
  ///
  /// The padding counts as -∞ and is at most window / 2. `name` is what error messages call the pool.
  public func maxPooled(window: Int, stride: Int, padding: Int = 0, name: String? = nil) -> MaxPooling {
    let switches = maxSwitches(window: window, stride: stride, padding: padding)
    let size = shape.dimensions
    return MaxPooling(
      values: gathered(at: switches, window: window, stride: stride, padding: padding), switches: switches,
      window: window, stride: stride, padding: padding, height: size.dropFirst().first ?? 1, width: size.last ?? 1,
      name: name)
  }

  /// Each value where `pooling` found its greatest pixel, zeros elsewhere: `[n, c, h', w']` to the shape of what was
  /// pooled, `[n, c, h, w]`.
  ///
  /// The values must have the shape of the pool's output. Where windows overlap, values add up.
  public func maxUnpooled(by pooling: MaxPooling) -> Tensor {
    graph.append(
      Scattering(
        windows: Windows(window: pooling.window, stride: pooling.stride, padding: pooling.padding),
        height: pooling.height, width: pooling.width, pool: pooling.name),
      [self, pooling.switches])
  }
}
