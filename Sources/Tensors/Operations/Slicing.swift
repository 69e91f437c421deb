import Diagnostics
import ImageShapes

extension Tensor {
  /// The channels (or features) of `range`: `[n, c, …]` to `[n, range.count, …]`.
  public func sliced(_ range: Range<Int>) -> Tensor {
    checked("slice") { shape throws(ShapeError) in
      let channels = try shape.channels()
      guard range.lowerBound >= 0, range.upperBound <= channels, !range.isEmpty else {
        throw ShapeError(
          .argument,
          Report(
            "the slice does not lie within the channels", expected: "a part of 0..<\(channels)",
            got: "\(range) of \(shape)"))
      }
    }.elements(
      at: Places(first: [range.lowerBound], of: shape), dimensions: [range.count] + shape.dimensions.dropFirst())
  }

  /// `[n, c, h, w]` cropped by `margins`: `[n, c, h - top - bottom, w - left - right]`, at least one pixel.
  public func cropped(by margins: Margins) -> Tensor {
    let size = shape.dimensions
    return checked("cropping") { shape throws(ShapeError) in
      let size = try shape.images()
      try margins.check()
      guard margins.top + margins.bottom < size.height, margins.left + margins.right < size.width else {
        throw ShapeError(
          .argument,
          Report(
            "nothing is left of the image",
            expected: "margins of less than \(size.height) rows and \(size.width) columns",
            got: "\(margins.top + margins.bottom) rows and \(margins.left + margins.right) columns of \(shape)"))
      }
    }.elements(
      at: Places(first: [0, margins.top, margins.left], of: shape),
      dimensions: size.count == 3
        ? [size[0], size[1] - margins.top - margins.bottom, size[2] - margins.left - margins.right] : size)
  }

  private func elements(at places: Places, dimensions: [Int]) -> Tensor {
    graph.append(Slicing(places: places, dimensions: dimensions), [self])
  }
}

/// A regular part of each sample: channels, the inside of images, every second pixel.
///
/// - Formula: y[n, i, …] = x[n, first + step · i, …]
/// - Shapes: `[n, c, …]` → `[n, c', …]`
/// - Gradient: `Padding` of dy at the same places
package struct Slicing: Operation {
  package let places: Places
  /// The dimensions of one sample of the result.
  package let dimensions: [Int]
  package var name: String { "slice" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try places.check(dimensions, within: inputs[0])
    return .batched(dimensions)
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(Padding(places: places, dimensions: inputs[0].shape.dimensions), [upstream])]
  }
}
