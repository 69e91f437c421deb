import Diagnostics
import ImageShapes

extension Tensor {
  /// Images enlarged `factor` times by bilinear interpolation: `[n, c, h, w]` to `[n, c, factor h, factor w]`.
  ///
  /// Interpolates between pixel centres, as PyTorch's `align_corners=False`: pixel i of a row samples the original at
  /// (i + 1/2) / factor - 1/2, clamped to its first and last pixel.
  public func upsampledBilinear(by factor: Int) -> Tensor { graph.append(BilinearUpsampling(factor: factor), [self]) }
}

/// Images enlarged by interpolation between pixel centres.
///
/// - Formula: y[n, c, i, j] = x[n, c] at row (i + 1/2) / factor - 1/2 and column (j + 1/2) / factor - 1/2, bilinear
/// - Shapes: `[n, c, h, w]` → `[n, c, factor h, factor w]`
/// - Gradient: `BilinearUpsamplingGradient` of dy
package struct BilinearUpsampling: Operation {
  package let factor: Int
  package var name: String { "bilinear upsampling" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs[0].upsampled(by: factor) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(BilinearUpsamplingGradient(factor: factor), [upstream])]
  }
}

/// The adjoint of ``BilinearUpsampling``.
///
/// - Formula: dx[n, c, k, l] = Σ dy[n, c, i, j] times the weight of pixel (k, l) in y[n, c, i, j]
/// - Shapes: `[n, c, factor h, factor w]` → `[n, c, h, w]`
/// - Gradient: `BilinearUpsampling` of the incoming gradient
package struct BilinearUpsamplingGradient: Operation {
  package let factor: Int
  package var name: String { "bilinear upsampling's gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let size = try inputs[0].images()
    guard size.height % factor == 0, size.width % factor == 0 else {
      throw ShapeError(
        .mismatch,
        Report(
          "the gradient does not fit", expected: "a height and a width that \(factor) divides", got: "\(inputs[0])"))
    }
    return .batched([size.channels, size.height / factor, size.width / factor])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.upsampledBilinear(by: factor)]
  }
}
