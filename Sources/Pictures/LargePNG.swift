internal import CPNG

/// A PNG above the maximum side, which is read row by row as means of squares of pixels.
struct LargePNG {
  private let bytes: UnsafeRawBufferPointer
  private let place: String
  private let stored: PixelSize
  private let orientation: PictureOrientation

  /// Reads the header of `bytes`, which the result refers to; nil for a PNG that is decoded whole.
  ///
  /// - Throws: ``PictureError``.
  init?(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    guard let width = bytes.unsigned(UInt32.self, at: 16, bigEndian: true),
      let height = bytes.unsigned(UInt32.self, at: 20, bigEndian: true),
      case let size = PixelSize(width: width, height: height), !size.isDecodable
    else { return nil }
    try PictureFormat.png.check(
      width: width, height: height, pixelsPerByte: 8 * 1032, count: bytes.count, place: place)
    (self.bytes, self.place, stored, orientation) = (bytes, place, size, PNGChunks(bytes).orientation)
  }

  /// The picture's size, upright.
  var size: PixelSize {
    orientation.swapsAxes ? PixelSize(width: stored.height, height: stored.width) : stored
  }

  /// Decodes the picture as means of squares, and turns it upright.
  ///
  /// - Throws: ``PictureError``.
  func picture(_ demand: PictureDemand?) throws(PictureError) -> Picture {
    let side = try PictureFormat.png.reduction(of: size, demand, place: place)
    let reduced = PixelSize(width: (stored.width + side - 1) / side, height: (stored.height + side - 1) / side)
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      throw .corrupt(.png, place: place, got: "a header that libpng cannot read")
    }
    let colour: Picture.Colour = image.format & UInt32(PNG_FORMAT_FLAG_COLOR) == 0 ? .grey : .rgb
    let hasOpacity = image.format & UInt32(PNG_FORMAT_FLAG_ALPHA) != 0
    png_image_free(&image)
    var memory = PNGMemory()
    memory.bytes = bytes.bindMemory(to: UInt8.self).baseAddress
    memory.count = UInt64(bytes.count)
    var sums = [UInt32](repeating: 0, count: reduced.width * reduced.height * colour.channels)
    let isRead = pngAddSquares(
      &memory, UInt32(side), UInt32(reduced.width), UInt32(colour.channels), hasOpacity ? 1 : 0, &sums)
    guard isRead != 0 else {
      let words = withUnsafeBytes(of: memory.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard !words.contains("interlaced") else {
        throw .unsupported(
          .png, place: place, expected: "no interlacing above \(Picture.maxSide) pixels a side", got: "interlacing")
      }
      throw .corrupt(.png, place: place, got: "libpng: \(words)")
    }
    let pixels = sums.indices.map { index in
      let (x, y) = (index / colour.channels % reduced.width, index / colour.channels / reduced.width)
      let count = UInt32(min(side, stored.width - x * side) * min(side, stored.height - y * side))
      return UInt8((sums[index] + count / 2) / count)
    }
    return Picture(width: reduced.width, height: reduced.height, colour: colour, bytes: pixels).turned(orientation)
  }
}
