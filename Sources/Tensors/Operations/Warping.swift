import Diagnostics

extension Tensor {
  /// Each image `[c, h, w]` of `self` transformed by its own affine map; the size stays.
  ///
  /// `transforms` is `[n, 6]`: for each sample (a, b, c, d, e, f), the rows of a 2 x 3 matrix. Pixel (u, v) of the
  /// result samples the image at (a u + b v + c, d u + e v + f) by bilinear interpolation. Both are column and row
  /// relative to the centre; the outside is zero. (1, 0, 0, 0, 1, 0) is the identity. The images have a gradient, the
  /// transforms have none.
  public func warped(by transforms: Tensor) -> Tensor { graph.append(Warping(), [self, transforms]) }
}

/// Images transformed by affine maps, with zeros outside.
///
/// - Formula: y[n, c, v, u] = x[n, c] at M[n] (u, v, 1), relative to the centre, bilinear
/// - Shapes: x and M: `[n, c, h, w]`, `[n, 6]` → `[n, c, h, w]`
/// - Gradient: in x, `WarpingGradient` of dy
package struct Warping: Operation {
  package var name: String { "warp" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    _ = try inputs[0].images()
    guard inputs[1] == .batched([6]) else {
      throw ShapeError(
        .mismatch, Report("a 2 x 3 matrix per sample is required", expected: "[n, 6]", got: "\(inputs[1])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(WarpingGradient(), [upstream, inputs[1]]), nil]
  }
}

/// The adjoint of ``Warping`` in the images.
///
/// - Formula: dx[n, c, k, l] = Σ dy[n, c, v, u] times the weight of pixel (k, l) in y[n, c, v, u]
/// - Shapes: dy and M: `[n, c, h, w]`, `[n, 6]` → `[n, c, h, w]`
/// - Gradient: in dy, `Warping` of the incoming gradient
package struct WarpingGradient: Operation {
  package var name: String { "warp's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.warped(by: inputs[1]), nil]
  }
}
