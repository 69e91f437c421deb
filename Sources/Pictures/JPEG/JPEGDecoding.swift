internal import CTurboJPEG

/// A JPEG whose header has been read.
struct EncodedJPEG {
  private let bytes: UnsafeRawBufferPointer
  private let place: String
  private let header: JPEGHeader

  /// A block of 64 pixels takes at least one bit.
  private static let pixelsPerByte = 512
  /// The maximum number of scans: an ordinary progressive JPEG has ten, and each costs work for every pixel.
  private static let maxScans = 100

  /// Reads the header of `bytes`, which the result refers to.
  ///
  /// - Throws: ``PictureError``.
  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    (self.bytes, self.place) = (bytes, place)
    header = try JPEGHeader(bytes, place: place)
    try PictureFormat.jpeg.check(
      width: header.width, height: header.height, pixelsPerByte: Self.pixelsPerByte, count: bytes.count, place: place)
    guard [1, 3, 4].contains(header.components) else {
      throw .unsupported(
        .jpeg, place: place, expected: "1 component (grey), 3 (colour) or 4 (CMYK)", got: "\(header.components)")
    }
    guard header.isProgressive else { return }
    // libjpeg keeps the coefficients of the whole picture.
    guard header.width * header.height <= Picture.maxSide * Picture.maxSide else {
      throw PictureError(
        .tooLarge, "the progressive JPEG is too large", place: place,
        expected: "at most \(Picture.maxSide * Picture.maxSide) pixels", got: "\(header.width) x \(header.height)",
        cure: "convert it to a baseline JPEG, or scale it down first")
    }
    let scans = bytes.jpegScans(from: header.firstScan).count
    guard scans <= Self.maxScans else {
      throw .unsupported(.jpeg, place: place, expected: "at most \(Self.maxScans) scans", got: "\(scans)")
    }
  }

  /// The picture's size, upright.
  var size: PixelSize { header.size }

  /// Decodes the picture and turns it upright, at the smallest of 1/8, 2/8 … 8/8 of its size that is enough.
  ///
  /// - Throws: ``PictureError``, also for a picture above the maximum side where no fraction meets the demand.
  func picture(_ demand: PictureDemand?) throws(PictureError) -> Picture {
    let size = try storedSize(demand)
    let format: TJPF =
      switch header.components {
      case 1: TJPF_GRAY
      case 4: TJPF_CMYK
      default: TJPF_RGB
      }
    // Zeros, because libjpeg skips rows of some damaged pictures.
    var pixels = [UInt8](repeating: 0, count: size.width * size.height * header.components)
    guard let decompressor = tjInitDecompress() else {
      throw .corrupt(.jpeg, place: place, got: "no memory for the decoder")
    }
    defer { tjDestroy(decompressor) }
    let status = tjDecompress2(
      decompressor, bytes.baseAddress, CUnsignedLong(bytes.count), &pixels, CInt(size.width), 0, CInt(size.height),
      CInt(format.rawValue), TJFLAG_LIMITSCANS)
    if status != 0 {
      let words = String(cString: tjGetErrorStr2(decompressor))
      guard tjGetErrorCode(decompressor) == CInt(TJERR_WARNING.rawValue), isHarmless(words) else {
        let lower = words.lowercased()
        if ["unsupported", "not implemented", "not supported"].contains(where: lower.contains) {
          throw .unsupported(.jpeg, place: place, expected: "a kind that libjpeg decodes", got: "libjpeg: \(words)")
        }
        throw .corrupt(.jpeg, place: place, got: "libjpeg: \(words)")
      }
    }
    if header.components == 4 { pixels = rgb(cmyk: pixels) }
    let colour: Picture.Colour = header.components == 1 ? .grey : .rgb
    return Picture(width: size.width, height: size.height, colour: colour, bytes: pixels).turned(header.orientation)
  }

  /// The decoded size before the picture is turned: libjpeg rounds eighths of a side up.
  private func storedSize(_ demand: PictureDemand?) throws(PictureError) -> PixelSize {
    let sizes = (1...8).map { eighths in
      PixelSize(width: (header.width * eighths + 7) / 8, height: (header.height * eighths + 7) / 8)
    }
    let tooLarge = PictureFormat.jpeg.tooLarge(self.size, place: place)
    guard let demand else {
      guard sizes[7].isDecodable else { throw tooLarge }
      return sizes[7]
    }
    func stored(_ size: PixelSize) -> PixelSize {
      header.orientation.swapsAxes ? PixelSize(width: size.height, height: size.width) : size
    }
    let enough = demand.enough.map(stored)
    let fractions = demand.eighths.map { sizes[$0 - 1] }
    let wanted = enough.flatMap { enough in fractions.first { $0.covers(enough) } } ?? sizes[7]
    if wanted.isDecodable { return wanted }
    guard let largest = sizes.last(where: \.isDecodable), largest.covers(stored(demand.least)) else { throw tooLarge }
    return largest
  }

  /// Whether a warning of libjpeg leaves all pixels intact.
  ///
  /// libjpeg reports only the first warning, therefore the end of the picture must be there as well.
  private func isHarmless(_ warning: String) -> Bool {
    let harmless = [
      "extraneous bytes before marker", "unknown JFIF revision", "Invalid SOS parameters for sequential JPEG",
      "Unknown Adobe color transform", "bad ICC marker",
    ]
    return harmless.contains { warning.contains($0) } && bytes.jpegScans(from: header.firstScan).end
  }

  /// Converts CMYK to RGB: red = (1 - cyan) (1 - black), in fractions of light.
  private func rgb(cmyk: [UInt8]) -> [UInt8] {
    // Adobe stores CMYK inverted, as light.
    let ink: UInt8 = header.isAdobe ? 0 : 255
    return [UInt8](unsafeUninitializedCapacity: cmyk.count / 4 * 3) { rgb, count in
      for pixel in 0..<cmyk.count / 4 {
        let light = Int(cmyk[4 * pixel + 3] ^ ink)
        for c in 0..<3 {
          rgb[3 * pixel + c] = UInt8(truncatingIfNeeded: (Int(cmyk[4 * pixel + c] ^ ink) * light + 127) / 255)
        }
      }
      count = rgb.count
    }
  }
}
