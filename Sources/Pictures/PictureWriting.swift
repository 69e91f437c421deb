internal import Diagnostics
package import ImageShapes
import Randomness

extension PicturePreparation {
  /// Decodes `bytes` and writes the picture, brought to `shape`, as planes `[c, h, w]` into `pixels`.
  ///
  /// `place` is the file or record, for messages; `index` is the image's number, by which noise is drawn.
  /// - Throws: ``PictureError``: why it is no picture, or that it has another size and is not to be resized.
  package func write(
    _ bytes: UnsafeRawBufferPointer, place: String, index: Int, as shape: ImageShape,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws(PictureError) {
    guard let colour = Picture.Colour(rawValue: shape.channels), pixels.count >= shape.elements,
      let target = pixels.baseAddress
    else { fatalError("\(pixels.count) bytes are no picture of \(shape)") }
    let wanted = PixelSize(width: shape.width, height: shape.height)
    let encoded = try EncodedPicture(bytes, place: place)
    guard size != nil || encoded.size == wanted else {
      throw PictureError(
        code: .wrongSize,
        report: Report(
          "the picture has not the size of the others", place: place, expected: "\(wanted)", got: "\(encoded.size)",
          cure: "bring all to one size with --resize \(wanted)"))
    }
    // Taken from the whole picture: a fraction of it has slightly other proportions.
    let fit = PictureFit(from: encoded.size, to: wanted, mode: mode)
    let picture = try encoded.picture(covering: fit.scaled).converted(to: colour)
    let noise = Philox(seed: 0, purpose: .filling, step: index)
    fit.write(picture, noise: noise, into: target, layout: PixelLayout(planes: wanted))
  }

  /// Whether an image of the shape `stored` may be brought to `shape`.
  package func allows(_ stored: ImageShape, in shape: ImageShape) -> Bool {
    let hasSize = stored.height == shape.height && stored.width == shape.width
    return size != nil || hasSize && (colour != nil || stored.channels == shape.channels)
  }

  /// Writes a picture, brought to `shape`, as planes `[c, h, w]`; `index` is the image's number, by which noise is drawn.
  package func write(
    _ picture: Picture, index: Int, as shape: ImageShape, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let colour: Picture.Colour = shape.channels == 1 ? .grey : .rgb
    let size = PixelSize(width: shape.width, height: shape.height)
    let noise = Philox(seed: 0, purpose: .filling, step: index)
    let brought = picture.converted(to: colour).fitted(to: size, mode: mode, noise: noise)
    _ = pixels.update(fromContentsOf: brought.bytePlanes)
  }
}
