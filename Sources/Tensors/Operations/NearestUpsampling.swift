import Diagnostics
import ImageShapes

extension Tensor {
  /// Each pixel as a square of `factor` x `factor`: `[n, c, h, w]` to `[n, c, factor h, factor w]`.
  public func upsampledNearest(by factor: Int) -> Tensor { graph.append(NearestUpsampling(factor: factor), [self]) }
}

/// y[n, c, i, j] = x[n, c, i / factor, j / factor].
package struct NearestUpsampling: Operation {
  package let factor: Int
  package var name: String { "nearest upsampling" }

  /// The windows that the pixels become.
  package var windows: Windows { Windows(window: factor, stride: factor, padding: 0) }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try inputs[0].upsampled(by: factor) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(SumPooling(windows: windows), [upstream])]
  }
}

extension Shape {
  /// The shape of images `factor` times as high and as wide.
  package func upsampled(by factor: Int) throws(ShapeError) -> Shape {
    let size = try images()
    guard factor >= 1 else {
      throw ShapeError(.argument, Report("the factor is out of range", expected: "at least 1", got: "\(factor)"))
    }
    return .batched([size.channels, factor * size.height, factor * size.width])
  }
}
