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
  /// Whether the number of windows is rounded up, so that the last ones may reach beyond the padding.
  package let roundsUp: Bool

  package init(window: Int, stride: Int, padding: Int, roundsUp: Bool = false) {
    (self.window, self.stride, self.padding, self.roundsUp) = (window, stride, padding, roundsUp)
  }

  /// The number of windows along `extent` pixels: (extent + 2 padding - window) / stride + 1, rounded down or up.
  ///
  /// Rounded up, windows that start beyond the image and its first padding do not count, as in PyTorch.
  package func count(along extent: Int) -> Int {
    let rest = extent + 2 * padding - window
    guard roundsUp else { return rest / stride + 1 }
    let count = (rest > 0 ? rest + stride - 1 : rest) / stride + 1
    return (count - 1) * stride >= extent + padding ? count - 1 : count
  }

  /// Whether every window ends within `extent` pixels and their padding.
  package func fits(_ extent: Int) -> Bool { (count(along: extent) - 1) * stride + window <= extent + 2 * padding }

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
    guard
      roundsUp
        ? min(count(along: size.height), count(along: size.width)) >= 1
        : min(size.height, size.width) + 2 * padding >= window
    else {
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
