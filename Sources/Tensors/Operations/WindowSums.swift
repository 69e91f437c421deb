import Diagnostics
import ImageShapes

extension Tensor {
  /// Each pixel repeated as a square of `factor` x `factor`: `[n, c, h, w]` to `[n, c, factor h, factor w]`.
  public func upsampledNearest(by factor: Int) -> Tensor {
    let size = shape.dimensions
    return checked("nearest upsampling") { shape throws(ShapeError) in _ = try shape.upsampled(by: factor) }
      .broadcast(
        Windows(window: factor, stride: factor, padding: 0), height: factor * (size.dropFirst().first ?? 1),
        width: factor * (size.last ?? 1))
  }

  /// The mean of each window: `[n, c, h, w]` to `[n, c, h', w']`, h' = (h + 2 padding - window) / stride + 1, rounded
  /// down.
  ///
  /// The padding counts as zeros in the mean: every sum is divided by window². It is at most window / 2.
  public func averagePooled(window: Int, stride: Int, padding: Int = 0) -> Tensor {
    let windows = Windows(window: window, stride: stride, padding: padding)
    return (1 / Float(window * window)) * graph.append(SumPooling(windows: windows), [self])
  }

  fileprivate func broadcast(_ windows: Windows, height: Int, width: Int) -> Tensor {
    graph.append(WindowBroadcast(windows: windows, height: height, width: width), [self])
  }
}

extension Shape {
  /// The shape of images enlarged `factor` times.
  package func upsampled(by factor: Int) throws(ShapeError) -> Shape {
    let size = try images()
    guard factor >= 1 else {
      throw ShapeError(.argument, Report("the factor is out of range", expected: "at least 1", got: "\(factor)"))
    }
    return .batched([size.channels, factor * size.height, factor * size.width])
  }
}

/// The sum of each window, with zeros outside the image.
///
/// - Formula: y[n, c, i, j] = Σ x[n, c, stride i - padding + a, stride j - padding + b] over the positions (a, b) of a
///   window
/// - Shapes: `[n, c, h, w]` → `[n, c, h', w']`, h' = (h + 2 padding - window) / stride + 1, rounded down
/// - Gradient: `WindowBroadcast` of dy
package struct SumPooling: Operation {
  package let windows: Windows
  package var name: String { "average pooling" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { try windows.pooled(inputs[0]) }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let size = inputs[0].shape.dimensions
    return [upstream.broadcast(windows, height: size[1], width: size[2])]
  }
}

/// Each value at every pixel of its window, added where windows overlap: the adjoint of ``SumPooling``.
///
/// Without overlap this is nearest-neighbour upsampling.
///
/// - Formula: y[n, c, i, j] = Σ x[n, c, k, l] over the windows (k, l) that cover pixel (i, j)
/// - Shapes: `[n, c, h', w']` → `[n, c, height, width]`
/// - Gradient: `SumPooling` of dy
package struct WindowBroadcast: Operation {
  package let windows: Windows
  package let height: Int
  package let width: Int
  package var name: String { "window broadcast" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try windows.unpooled(inputs[0], height: height, width: width)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(SumPooling(windows: windows), [upstream])]
  }
}
