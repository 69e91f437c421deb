package import ImageFormats
import ImageShapes
package import Pictures

extension ImageSource {
  /// The window of `size` in the middle of each image: what evaluation sees when training crops.
  ///
  /// - Throws: ``AugmentationError`` when the window does not fit into the images.
  package func centred(_ size: PixelSize) throws(AugmentationError) -> any ImageSource {
    let (height, width) = (height, width)
    let middle = RandomCrop.middle(height: height, width: width, size)
    let shape = try Augmentations(crop: size).outputShape(shape)
    return DerivedImages(self, shape: shape) { original, index, pixels in
      guard let target = pixels.baseAddress else { return }
      var move = PixelMove(height: height, width: width)
      move.keep(top: middle.top, left: middle.left, size)
      try original.withPixels(at: index) { whole in
        guard let from = whole.baseAddress else { return }
        move.move(from, planes: shape.channels, plane: height * width, into: target)
      }
    }
  }
}
