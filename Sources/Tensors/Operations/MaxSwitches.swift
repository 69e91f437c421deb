extension Tensor {
  /// The position of the maximum of each window: `[n, c, h, w]` to `[n, c, h', w']`, h' = (h + 2 padding - window) /
  /// stride + 1, rounded down, or up with `roundsUp`: the last windows may then reach beyond the image.
  ///
  /// A position is row · window + column within the window, 0 to window² - 1: that of the first maximum, or of the last
  /// NaN. The padding is -∞ and at most window / 2. Switches have no gradient.
  public func maxSwitches(window: Int, stride: Int, padding: Int = 0, roundsUp: Bool = false) -> Tensor {
    graph.append(
      MaxSwitches(windows: Windows(window: window, stride: stride, padding: padding, roundsUp: roundsUp)), [self])
  }
}

/// The position of the maximum of each window.
///
/// - Formula: s[n, c, i, j] = the first (a, b) with maximum x[n, c, stride i - padding + a, stride j - padding + b], as
///   a · window + b
/// - Shapes: `[n, c, h, w]` → `[n, c, h', w']`, h' = (h + 2 padding - window) / stride + 1, rounded down or up
/// - Gradient: none
package struct MaxSwitches: Operation {
  package let windows: Windows
  package var name: String { "max pooling" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try windows.pooled(inputs[0]) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] { [nil] }
}
