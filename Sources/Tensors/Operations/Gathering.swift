import Diagnostics

extension Tensor {
  /// The pixel of each window that its switch selects: `[n, c, h, w]` to the shape of the switches.
  ///
  /// Windows are those of ``maxSwitches(window:stride:padding:roundsUp:)``. The adjoint of
  /// ``scattered(to:window:stride:padding:roundsUp:height:width:)``.
  public func gathered(
    at switches: Tensor, window: Int, stride: Int, padding: Int = 0, roundsUp: Bool = false
  ) -> Tensor {
    graph.append(
      Gathering(windows: Windows(window: window, stride: stride, padding: padding, roundsUp: roundsUp)),
      [self, switches])
  }
}

/// The pixel of each window that its switch selects.
///
/// - Formula: y[n, c, i, j] = the pixel of window (i, j) over x[n, c] that s[n, c, i, j] selects
/// - Shapes: x and s: `[n, c, h, w]`, `[n, c, h', w']` → `[n, c, h', w']`
/// - Gradient: in x, `Scattering` of dy
package struct Gathering: Operation {
  package let windows: Windows
  package var name: String { "gathering" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let (images, switches) = (inputs[0], inputs[1])
    let expected = try windows.pooled(images)
    guard switches == expected else {
      throw ShapeError(
        .mismatch,
        Report("the switches are not one for each window", expected: "\(expected)", got: "\(switches)"))
    }
    return expected
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let size = inputs[0].shape.dimensions
    return [
      upstream.graph.append(
        Scattering(windows: windows, height: size[1], width: size[2]), [upstream, inputs[1]]),
      nil,
    ]
  }
}
