internal import CTIFF

/// A page of a TIFF whose header has been read.
struct EncodedTIFF {
  private let bytes: UnsafeRawBufferPointer
  private let place: String
  private let page: Int
  private let range: ValueRange?
  private let header: TIFFHeader

  /// Reads the header of the page `page` of `bytes`, which the result refers to.
  ///
  /// - Throws: ``PictureError``.
  init(_ bytes: UnsafeRawBufferPointer, page: Int, range: ValueRange?, place: String) throws(PictureError) {
    (self.bytes, self.page, self.range, self.place) = (bytes, page, range, place)
    let file = try TIFFFile(bytes, page: page, place: place)
    header = try TIFFHeader(file)
    try PictureFormat.tiff.check(
      width: header.width, height: header.height, pixelsPerByte: 1 << 16, count: bytes.count, place: place)
  }

  /// The picture's size, upright.
  var size: PixelSize {
    header.orientation.swapsAxes
      ? PixelSize(width: header.height, height: header.width) : PixelSize(width: header.width, height: header.height)
  }

  /// Decodes the picture and turns it upright.
  ///
  /// - Parameter demand: the size that is enough; a picture above the maximum side is read as means of squares of pixels.
  /// - Throws: ``PictureError``.
  func picture(_ demand: PictureDemand?) throws(PictureError) -> Picture {
    let file = try TIFFFile(bytes, page: page, place: place)
    let reduction = try PictureFormat.tiff.reduction(of: size, demand, place: place)
    let picture =
      header.isSimple && reduction == 1 && (range == nil || range == .bytes || header.bits < 8)
      ? try rgba(file) : try TIFFSamples(file, header, range: range, reduction: reduction).picture()
    return picture.turned(header.orientation)
  }

  /// Whether numbers lie between the levels of bytes: more than 8 bits in a stated range.
  var hasFractions: Bool { range != nil && !header.isSimple && size.isDecodable }
  /// The channels of the picture.
  var channels: Int { header.isGrey ? 1 : 3 }

  /// The levels from 0 to 255, not rounded, `[c, h, w]` upright; only if the page ``hasFractions``.
  ///
  /// - Throws: ``PictureError``.
  func levels() throws(PictureError) -> [Float] {
    let file = try TIFFFile(bytes, page: page, place: place)
    let stored = try TIFFSamples(file, header, range: range, reduction: 1).levels()
    let upright = header.orientation.turned(stored, width: header.width, height: header.height, channels: channels)
    let plane = size.width * size.height
    return (0..<upright.count).map { upright[$0 % plane * channels + $0 / plane] }
  }

  /// The picture of up to 8 bits as libtiff converts it, in the order in which it is stored.
  private func rgba(_ file: TIFFFile) throws(PictureError) -> Picture {
    let (width, height) = (header.width, header.height)
    var raster = [UInt32](repeating: 0, count: width * height)
    let stored = CInt(header.orientation.rawValue)
    guard TIFFReadRGBAImageOriented(file.tiff, UInt32(width), UInt32(height), &raster, stored, 1) != 0 else {
      throw file.failure
    }
    let channels = channels
    let pixels = [UInt8](unsafeUninitializedCapacity: raster.count * channels) { pixels, count in
      raster.withUnsafeBufferPointer { raster in
        for (index, word) in raster.enumerated() {
          // Colours are multiplied by the opacity, the highest byte; white shows through.
          let white = 255 - word >> 24
          for c in 0..<channels {
            pixels[index * channels + c] = UInt8(min((word >> (8 * UInt32(c)) & 255) + white, 255))
          }
        }
      }
      count = raster.count * channels
    }
    return Picture(width: width, height: height, colour: header.isGrey ? .grey : .rgb, bytes: pixels)
  }
}

/// The fields of a page that say how its samples become a picture; TIFF 6.0.
struct TIFFHeader {
  let width: Int
  let height: Int
  /// The bits of a sample: 1, 2, 4, 8, 16, 32 or 64.
  let bits: Int
  /// The samples of a pixel, those beyond grey or RGB included.
  let samples: Int
  let format: TIFFSampleFormat
  let photometric: Int32
  let isPlanar: Bool
  let orientation: PictureOrientation

  /// Whether a pixel is one level, of light or of darkness.
  var isGrey: Bool { photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE }
  /// Whether libtiff converts the samples to bytes as they are meant.
  var isSimple: Bool { bits <= 8 && format == .unsigned }

  init(_ file: TIFFFile) throws(PictureError) {
    width = file.field32(TIFFTAG_IMAGEWIDTH)
    height = file.field32(TIFFTAG_IMAGELENGTH)
    bits = file.field16(TIFFTAG_BITSPERSAMPLE)
    samples = file.field16(TIFFTAG_SAMPLESPERPIXEL)
    photometric = Int32(file.field16(TIFFTAG_PHOTOMETRIC))
    isPlanar = file.field16(TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE
    orientation = PictureOrientation(rawValue: file.field16(TIFFTAG_ORIENTATION)) ?? .upright
    let place = file.place
    func unsupported(_ expected: String, _ got: String) -> PictureError {
      .unsupported(.tiff, place: place, expected: expected, got: got)
    }
    let known = [
      PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_RGB, PHOTOMETRIC_PALETTE, PHOTOMETRIC_SEPARATED,
      PHOTOMETRIC_YCBCR,
    ]
    guard known.contains(photometric) else {
      throw unsupported("grey, RGB, palette, CMYK or YCbCr", "photometric interpretation \(photometric)")
    }
    let compression = Int32(file.field16(TIFFTAG_COMPRESSION))
    guard compression != COMPRESSION_OJPEG, TIFFIsCODECConfigured(UInt16(compression)) != 0 else {
      throw unsupported("a compression that libtiff has", "compression \(compression)")
    }
    guard let format = TIFFSampleFormat(rawValue: Int32(file.field16(TIFFTAG_SAMPLEFORMAT))) else {
      throw unsupported("integers or floating numbers", "sample format \(file.field16(TIFFTAG_SAMPLEFORMAT))")
    }
    self.format = format
    let sizes = format == .floating ? [16, 32, 64] : [1, 2, 4, 8, 16, 32]
    guard sizes.contains(bits), bits >= 8 || format == .unsigned else {
      throw unsupported("samples of \(sizes.map(String.init).joined(separator: ", ")) bits", "\(bits)")
    }
    guard (1...64).contains(samples) else { throw unsupported("1 to 64 samples a pixel", "\(samples)") }
    let isPlain = isGrey || photometric == PHOTOMETRIC_RGB && samples >= 3
    guard isPlain || isSimple else {
      throw unsupported("grey or RGB in more than 8 bits", "photometric interpretation \(photometric)")
    }
    guard photometric != PHOTOMETRIC_RGB || samples >= 3 else {
      throw .corrupt(.tiff, place: place, got: "RGB of \(samples) samples a pixel")
    }
  }
}

/// The type of a sample; TIFF 6.0, section 19.
enum TIFFSampleFormat: Int32 {
  case unsigned = 1
  case signed = 2
  case floating = 3
}
