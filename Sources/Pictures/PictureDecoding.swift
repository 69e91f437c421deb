/// An encoded picture of known format and size.
enum EncodedPicture {
  /// A JPEG is decoded later, when the required size is known.
  case jpeg(EncodedJPEG)
  case decoded(Picture)

  /// Recognises the format by the first bytes and reads the header; the result may refer to `bytes`.
  ///
  /// - Throws: ``PictureError``.
  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    switch try PictureFormat(of: bytes, place: place) {
    case .jpeg: self = .jpeg(try EncodedJPEG(bytes, place: place))
    case .png: self = .decoded(try Picture(png: bytes, place: place))
    case .bmp: self = .decoded(try Picture(bmp: bytes, place: place))
    case .pnm: self = .decoded(try Picture(pnm: bytes, place: place))
    }
  }

  /// The picture's size, upright.
  var size: PixelSize {
    switch self {
    case .jpeg(let jpeg): jpeg.size
    case .decoded(let picture): PixelSize(width: picture.width, height: picture.height)
    }
  }

  /// Decodes the picture, a JPEG possibly at a fraction of its size that still covers `minimum`.
  ///
  /// - Throws: ``PictureError``.
  func picture(covering minimum: PixelSize?) throws(PictureError) -> Picture {
    switch self {
    case .jpeg(let jpeg): try jpeg.picture(covering: minimum)
    case .decoded(let picture): picture
    }
  }
}

extension Picture {
  /// The maximum width and height of a picture in pixels.
  public static let maxSide = 16384

  /// Decodes a JPEG, PNG, BMP, PPM, PGM or PBM, recognised by its first bytes; turns a JPEG by its EXIF orientation.
  ///
  /// - Parameters:
  ///   - bytes: the encoded file.
  ///   - place: the file or record, for messages.
  ///   - minimum: a JPEG may be decoded at the smallest eighths of its size that cover this size; nil for the whole size.
  /// - Throws: ``PictureError``.
  public init(decoding bytes: UnsafeRawBufferPointer, place: String, covering minimum: PixelSize? = nil)
    throws(PictureError)
  {
    self = try EncodedPicture(bytes, place: place).picture(covering: minimum)
  }
}
