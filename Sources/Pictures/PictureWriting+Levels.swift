package import ImageShapes

// Pictures of numbers between the 256 levels of bytes: TIFFs of more than 8 bits in a stated range.
extension PicturePreparation {
  /// Whether the picture in `bytes` keeps numbers between the levels as an image of `shape`.
  ///
  /// A picture that is resized or recoloured is rounded to bytes before.
  package func keepsFractions(_ bytes: UnsafeRawBufferPointer, place: String, as shape: ImageShape) -> Bool {
    fractions(bytes, page: 0, place: place, as: shape) != nil
  }

  /// Writes an encoded picture as an image of `shape`, as levels from 0 to 255 that are not rounded.
  ///
  /// - Parameters:
  ///   - bytes: the encoded picture.
  ///   - page: the page of a TIFF, from 0.
  ///   - place: the file or record, for messages.
  ///   - index: the image's index, from which the padding's noise is drawn.
  ///   - shape: the shape of the result.
  ///   - levels: receives `[c, h, w]`, as many numbers as the shape has elements.
  /// - Throws: ``PictureError``, also for a picture of another size if the preparation gives none.
  package func writeLevels(
    _ bytes: UnsafeRawBufferPointer, page: Int, place: String, index: Int, as shape: ImageShape,
    into levels: UnsafeMutableBufferPointer<Float>
  ) throws(PictureError) {
    if let tiff = fractions(bytes, page: page, place: place, as: shape) {
      _ = levels.update(fromContentsOf: try tiff.levels())
      return
    }
    var pixels = [UInt8](repeating: 0, count: shape.elements)
    try pixels.withUnsafeMutableBufferPointer { (pixels) throws(PictureError) in
      try write(bytes, page: page, place: place, index: index, as: shape, into: pixels)
    }
    for (place, byte) in pixels.enumerated() { levels[place] = Float(byte) }
  }

  private func fractions(
    _ bytes: UnsafeRawBufferPointer, page: Int, place: String, as shape: ImageShape
  ) -> EncodedTIFF? {
    guard valueRange != nil, PictureFormat(bytes) == .tiff,
      let tiff = try? EncodedTIFF(bytes, page: page, range: valueRange, place: place), tiff.hasFractions,
      tiff.channels == shape.channels, tiff.size == PixelSize(width: shape.width, height: shape.height)
    else { return nil }
    return tiff
  }
}
