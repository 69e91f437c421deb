import Diagnostics
import ImageShapes

extension Tensor {
  /// `[n, c, h, w]` without `margins`: `[n, c, h - top - bottom, w - left - right]`, at least one pixel.
  public func cropped(by margins: Margins) -> Tensor { graph.append(Cropping(margins: margins), [self]) }
}

/// The inside of each image: the adjoint of ``ZeroPadding``.
package struct Cropping: Operation {
  package let margins: Margins
  package var name: String { "cropping" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    let size = try inputs[0].images()
    guard [margins.top, margins.bottom, margins.left, margins.right].allSatisfy({ $0 >= 0 }) else {
      throw ShapeError(.argument, Report("a margin is negative", expected: ">= 0", got: "\(margins)"))
    }
    let (height, width) = (
      size.height - margins.top - margins.bottom, size.width - margins.left - margins.right
    )
    guard height >= 1, width >= 1 else {
      throw ShapeError(
        .argument,
        Report(
          "nothing is left of the image",
          expected: "margins of less than \(size.height) rows and \(size.width) columns",
          got: "\(margins.top + margins.bottom) rows and \(margins.left + margins.right) columns of \(inputs[0])"))
    }
    return .batched([size.channels, height, width])
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.padded(by: margins)]
  }
}
