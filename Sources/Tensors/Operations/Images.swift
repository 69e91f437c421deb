import Diagnostics
package import ImageShapes

extension Shape {
  /// The image shape of `[n, c, h, w]`.
  /// - Throws: a ``ShapeError`` for any other shape.
  package func images() throws(ShapeError) -> ImageShape {
    guard isBatched, dimensions.count == 3 else {
      throw ShapeError(.rank, Report("images are required", expected: "[n, c, h, w]", got: "\(self)"))
    }
    return ImageShape(channels: dimensions[0], height: dimensions[1], width: dimensions[2])
  }
}
