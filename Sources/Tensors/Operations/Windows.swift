import Diagnostics
import ImageShapes

/// Square windows that slide over images with a stride.
package struct Windows: Hashable, Sendable {
  /// The rows and columns of a window.
  package let window: Int
  /// The distance between windows in pixels.
  package let stride: Int
  /// Rows and columns around the image that windows may cover.
  package let padding: Int

  package init(window: Int, stride: Int, padding: Int) {
    (self.window, self.stride, self.padding) = (window, stride, padding)
  }

  /// The number of windows along `extent` pixels: (extent + 2 padding - window) / stride + 1, rounded down.
  package func count(along extent: Int) -> Int { (extent + 2 * padding - window) / stride + 1 }

  /// The shape of a value per window over `images`: `[n, c, h', w']`.
  package func pooled(_ images: Shape) throws(ShapeError) -> Shape {
    let size = try images.images()
    guard window >= 1, stride >= 1, padding >= 0, 2 * padding <= window else {
      throw ShapeError(
        .argument,
        Report(
          "window, stride or padding out of range",
          expected: "window >= 1, stride >= 1, 0 <= padding <= window / 2",
          got: "window \(window), stride \(stride), padding \(padding)"))
    }
    guard size.height + 2 * padding >= window, size.width + 2 * padding >= window else {
      throw ShapeError(
        .kernel,
        Report(
          "the window is larger than the image",
          expected: "at most \(size.height + 2 * padding)x\(size.width + 2 * padding)",
          got: "\(window)x\(window) on \(images) with padding \(padding)",
          cure: "use a smaller window, fewer poolings or larger images"))
    }
    return .batched([size.channels, count(along: size.height), count(along: size.width)])
  }

  /// The shape of images of `height` x `width` from `values`, one per window over them.
  package func unpooled(_ values: Shape, height: Int, width: Int) throws(ShapeError) -> Shape {
    let size = try values.images()
    let images = Shape.batched([size.channels, height, width])
    let expected = try pooled(images)
    guard values == expected else {
      throw ShapeError(
        .mismatch,
        Report(
          "the values are not one for each window", expected: "\(expected) for images of \(height)x\(width)",
          got: "\(values)"))
    }
    return images
  }
}
