/// An encoded picture of known format and size.
enum EncodedPicture {
  /// A JPEG is decoded later, when the required size is known.
  case jpeg(EncodedJPEG)
  /// So is a TIFF.
  case tiff(EncodedTIFF)
  /// And a PNG above the maximum side.
  case largePNG(LargePNG)
  case decoded(Picture)

  /// Recognises the format by the first bytes and reads the header; the result may refer to `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: the encoded picture.
  ///   - page: the page of a TIFF, from 0.
  ///   - range: the numbers that stand for black and white; nil for those of the samples' type.
  ///   - place: the file or record, for messages.
  /// - Throws: ``PictureError``.
  init(
    _ bytes: UnsafeRawBufferPointer, page: Int = 0, range: ValueRange? = nil, place: String
  ) throws(PictureError) {
    switch try PictureFormat(of: bytes, place: place) {
    case .jpeg: self = .jpeg(try EncodedJPEG(bytes, place: place))
    case .tiff: self = .tiff(try EncodedTIFF(bytes, page: page, range: range, place: place))
    case .png:
      if let large = try LargePNG(bytes, place: place) {
        self = .largePNG(large)
      } else {
        self = .decoded(try Picture(png: bytes, range: range, place: place))
      }
    case .webp: self = .decoded(try Picture(webp: bytes, place: place))
    case .gif: self = .decoded(try Picture(gif: bytes, place: place))
    case .bmp: self = .decoded(try Picture(bmp: bytes, place: place))
    case .pnm: self = .decoded(try Picture(pnm: bytes, place: place))
    }
  }

  /// The picture's size, upright.
  var size: PixelSize {
    switch self {
    case .jpeg(let jpeg): jpeg.size
    case .tiff(let tiff): tiff.size
    case .largePNG(let png): png.size
    case .decoded(let picture): PixelSize(width: picture.width, height: picture.height)
    }
  }

  /// The size of `picture`, the result of decoding, as a share of the whole size along both axes.
  ///
  /// Eighths in a JPEG, which rounds sides up; 1/n in other formats.
  func scale(of picture: Picture) -> Double {
    guard picture.width != size.width || picture.height != size.height else { return 1 }
    if case .jpeg = self {
      let eighths = max((picture.width - 1) * 8 / size.width, (picture.height - 1) * 8 / size.height) + 1
      return Double(eighths) / 8
    }
    return 1 / (Double(size.width) / Double(picture.width)).rounded(.up)
  }

  /// Decodes the picture, possibly at a fraction of its size that meets the demand; nil for its own size.
  ///
  /// - Throws: ``PictureError``.
  func picture(_ demand: PictureDemand?) throws(PictureError) -> Picture {
    switch self {
    case .jpeg(let jpeg): try jpeg.picture(demand)
    case .tiff(let tiff): try tiff.picture(demand)
    case .largePNG(let png): try png.picture(demand)
    case .decoded(let picture): picture
    }
  }
}

extension Picture {
  /// The maximum width and height that is decoded whole, in pixels.
  public static let maxSide = 16384
  /// The maximum width and height of a JPEG, PNG or TIFF that is read at a fraction of its size.
  public static let maxReducedSide = 1 << 18

  /// Decodes a JPEG, PNG, WebP, TIFF, GIF, BMP, PPM, PGM or PBM, recognised by its first bytes, and turns it by its EXIF
  /// orientation.
  ///
  /// - Parameters:
  ///   - bytes: the encoded file.
  ///   - place: the file or record, for messages.
  ///   - minimum: a JPEG may be decoded at the smallest eighths of its size that cover this size; nil for the whole size.
  ///   - range: the numbers that stand for black and white in TIFF and PNG; nil for those of the samples' type.
  /// - Throws: ``PictureError``.
  public init(
    decoding bytes: UnsafeRawBufferPointer, place: String, covering minimum: PixelSize? = nil, range: ValueRange? = nil
  ) throws(PictureError) {
    self = try EncodedPicture(bytes, range: range, place: place).picture(
      minimum.map { PictureDemand(enough: $0, least: $0) })
  }
}
