/// A picture in bytes whose format and size are known.
enum EncodedPicture {
  /// A JPEG is decoded when it is known how much of it is needed.
  case jpeg(EncodedJPEG)
  case decoded(Picture)

  /// Reads the header of `bytes`, which the result may refer to; which format it is, the first bytes tell.
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

  /// The picture's size as it is shown.
  var size: PixelSize {
    switch self {
    case .jpeg(let jpeg): jpeg.size
    case .decoded(let picture): PixelSize(width: picture.width, height: picture.height)
    }
  }

  /// The picture, perhaps at a fraction of its size that still covers `least`.
  ///
  /// - Throws: ``PictureError``.
  func picture(covering least: PixelSize?) throws(PictureError) -> Picture {
    switch self {
    case .jpeg(let jpeg): try jpeg.picture(covering: least)
    case .decoded(let picture): picture
    }
  }
}

extension Picture {
  /// The greatest width and height that is read, in pixels.
  public static let greatestSide = 16384

  /// The picture that an encoded file's `bytes` hold: JPEG, PNG, BMP, PPM, PGM or PBM, as the first bytes tell.
  ///
  /// `place` is the file or record, for messages. A JPEG may be decoded at a fraction of its size that still covers
  /// `covering`, and is turned as its EXIF orientation says.
  /// - Throws: ``PictureError``.
  public init(decoding bytes: UnsafeRawBufferPointer, place: String, covering: PixelSize? = nil) throws(PictureError) {
    self = try EncodedPicture(bytes, place: place).picture(covering: covering)
  }
}
