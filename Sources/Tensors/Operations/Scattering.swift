import Diagnostics

extension Tensor {
  /// Each value at the pixel of its window that its switch selects, zeros elsewhere: `[n, c, h', w']` to `[n, c,
  /// height, width]`.
  ///
  /// Windows are those of ``maxSwitches(window:stride:padding:roundsUp:)``; where they overlap, values are added. The adjoint of
  /// ``gathered(at:window:stride:padding:roundsUp:)``.
  public func scattered(
    to switches: Tensor, window: Int, stride: Int, padding: Int = 0, roundsUp: Bool = false, height: Int, width: Int
  ) -> Tensor {
    graph.append(
      Scattering(
        windows: Windows(window: window, stride: stride, padding: padding, roundsUp: roundsUp), height: height,
        width: width),
      [self, switches])
  }
}

/// Each value at the pixel of its window that its switch selects: the adjoint of ``Gathering``.
///
/// - Formula: y[n, c, k, l] = Σ x[n, c, i, j] over the windows (i, j) whose switch s[n, c, i, j] selects pixel (k, l)
/// - Shapes: x and s: `[n, c, h', w']`, `[n, c, h', w']` → `[n, c, height, width]`
/// - Gradient: in x, `Gathering` of dy
package struct Scattering: Operation {
  package let windows: Windows
  package let height: Int
  package let width: Int
  /// The pool of these switches, for error messages.
  package var pool: String?
  package var name: String { "max unpooling" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let (values, switches) = (inputs[0], inputs[1])
    guard values == switches else {
      let sameChannels = values.dimensions.first == switches.dimensions.first
      throw ShapeError(
        sameChannels ? .mismatch : .channels,
        Report(
          "the unpooling's input must have the shape of its pool's output",
          expected: "\(switches) (the switches of \(pool.map { "the pool \($0)" } ?? "the pool"))", got: "\(values)",
          cure: sameChannels
            ? "let the layers between the pool and the unpooling keep the size of the image"
            : "unpool before the convolution that changes the channels, as the encoder's mirror image"))
    }
    return try windows.unpooled(values, height: height, width: width)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(Gathering(windows: windows), [upstream, inputs[1]]), nil]
  }
}
