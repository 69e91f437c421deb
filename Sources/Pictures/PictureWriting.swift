internal import Diagnostics
package import ImageShapes
import Randomness

extension PicturePreparation {
  /// Decodes a picture and writes it in the shape `[c, h, w]`.
  ///
  /// - Parameters:
  ///   - bytes: the encoded picture.
  ///   - page: the page of a TIFF, from 0.
  ///   - place: the file or record, for messages.
  ///   - index: the image's index, from which the padding's noise is drawn.
  ///   - shape: the shape of the result.
  ///   - pixels: at least as many bytes as the shape has elements.
  /// - Throws: ``PictureError``, also for a picture of another size if the preparation gives none.
  package func write(
    _ bytes: UnsafeRawBufferPointer, page: Int = 0, place: String, index: Int, as shape: ImageShape,
    into pixels: UnsafeMutableBufferPointer<UInt8>
  ) throws(PictureError) {
    guard let colour = Picture.Colour(rawValue: shape.channels), pixels.count >= shape.elements,
      let target = pixels.baseAddress
    else { fatalError("\(pixels.count) bytes do not hold a picture of \(shape)") }
    let wanted = PixelSize(width: shape.width, height: shape.height)
    let encoded = try EncodedPicture(bytes, page: page, range: valueRange, place: place)
    guard size != nil || encoded.size == wanted else {
      throw PictureError(
        .wrongSize, "the picture differs in size from the others", place: place, expected: "\(wanted)",
        got: "\(encoded.size)",
        cure: "resize all to one size with --resize \(wanted)")
    }
    // From the whole picture's size, because a fraction of it has slightly different proportions.
    let fit = PictureFit(from: encoded.size, to: wanted, mode: mode, filter: filter)
    let decoded = try encoded.picture(fit.demand)
    let picture = decoded.converted(to: colour)
    let noise = Philox(seed: 0, purpose: .filling, step: index)
    fit.write(
      picture, scale: encoded.scale(of: decoded), noise: noise, into: target, layout: PixelLayout(planes: wanted))
  }

  /// Whether an image of the shape `stored` may be converted to `shape`.
  package func allows(_ stored: ImageShape, in shape: ImageShape) -> Bool {
    let hasSize = stored.height == shape.height && stored.width == shape.width
    return size != nil || hasSize && (colour != nil || stored.channels == shape.channels)
  }

  /// Writes a picture in the shape `[c, h, w]`; the padding's noise is drawn from the image's `index`.
  package func write(
    _ picture: Picture, index: Int, as shape: ImageShape, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let colour: Picture.Colour = shape.channels == 1 ? .grey : .rgb
    let size = PixelSize(width: shape.width, height: shape.height)
    let noise = Philox(seed: 0, purpose: .filling, step: index)
    let brought = picture.converted(to: colour).fitted(to: size, mode: mode, filter: filter, noise: noise)
    _ = pixels.update(fromContentsOf: brought.bytePlanes)
  }
}
