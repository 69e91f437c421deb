package import ImageFormats
import ImageShapes
package import Pictures

extension ImageSource {
  /// The window of `size` in the middle of each image: what evaluation sees when training crops.
  ///
  /// - Throws: ``AugmentationError`` when the window does not fit into the images.
  package func centred(_ size: PixelSize) throws(AugmentationError) -> any ImageSource {
    let plane = height * width
    let middle = RandomCrop.middle(height: height, width: width, size)
    let shape = try Augmentations(crop: size).outputShape(shape)
    var window = PixelMove(height: height, width: width)
    window.keep(top: middle.top, left: middle.left, size)
    return DerivedImages(self, shape: shape) { [window] original, index, pixels in
      try original.withPixels(at: index) { window.move($0, planes: shape.channels, plane: plane, into: pixels) }
    } levelReader: { [window] original, index, levels in
      try original.withLevels(at: index) { window.move($0, planes: shape.channels, plane: plane, into: levels) }
    }
  }
}

extension PixelMove {
  fileprivate func move<P: Pixel>(
    _ pixels: UnsafeBufferPointer<P>, planes: Int, plane: Int, into result: UnsafeMutableBufferPointer<P>
  ) {
    guard let from = pixels.baseAddress, let to = result.baseAddress else { return }
    move(from, planes: planes, plane: plane, into: to)
  }
}
