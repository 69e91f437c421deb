internal import CTurboJPEG

/// A JPEG whose header has been read.
package struct EncodedJPEG {
  private let bytes: UnsafeRawBufferPointer
  private let place: String
  private let header: JPEGHeader

  /// A block of 64 pixels takes a bit or more.
  private static let pixelsPerByte = 512
  /// Ordinary ones have ten scans; each costs as much work as the picture has pixels, however few its bytes.
  private static let mostScans = 100

  /// Reads the header of `bytes`, which the result refers to.
  ///
  /// - Throws: ``PictureError``.
  package init(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    (self.bytes, self.place) = (bytes, place)
    header = try JPEGHeader(bytes, place: place)
    try PictureFormat.jpeg.check(
      width: header.width, height: header.height, pixelsPerByte: Self.pixelsPerByte, count: bytes.count, place: place)
    guard [1, 3, 4].contains(header.components) else {
      throw .unsupported(
        .jpeg, place: place, expected: "1 component (grey), 3 (colour) or 4 (CMYK)", got: "\(header.components)")
    }
    guard header.isProgressive else { return }
    let scans = bytes.jpegScans(from: header.firstScan).count
    guard scans <= Self.mostScans else {
      throw .unsupported(.jpeg, place: place, expected: "at most \(Self.mostScans) scans", got: "\(scans)")
    }
  }

  /// The picture's size as it is shown.
  package var size: PixelSize { header.size }

  /// Decodes the picture, turned as it is to be shown, at the least of 1/8 to 8/8 of its size that covers `least`.
  ///
  /// - Throws: ``PictureError``.
  func picture(covering least: PixelSize?) throws(PictureError) -> Picture {
    if let picture = baselinePicture(covering: least) { return picture }
    return try libjpegPicture(covering: least)
  }

  /// What ``picture(covering:)`` makes without libjpeg; nil where it takes libjpeg.
  package func baselinePicture(covering least: PixelSize?) -> Picture? {
    let size = storedSize(covering: least)
    guard let pixels = BaselineJPEG.pixels(bytes, size: size) else { return nil }
    return shown(pixels, size)
  }

  /// What ``picture(covering:)`` makes with libjpeg.
  ///
  /// - Throws: ``PictureError``.
  package func libjpegPicture(covering least: PixelSize?) throws(PictureError) -> Picture {
    let size = storedSize(covering: least)
    let format: TJPF =
      switch header.components {
      case 1: TJPF_GRAY
      case 4: TJPF_CMYK
      default: TJPF_RGB
      }
    // Zeros: libjpeg leaves out rows of some damaged pictures.
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
        throw .corrupt(.jpeg, place: place, got: "libjpeg: \(words)")
      }
    }
    if header.components == 4 { pixels = rgb(cmyk: pixels) }
    return shown(pixels, size)
  }

  /// The picture of pixels as they are stored.
  private func shown(_ pixels: [UInt8], _ size: PixelSize) -> Picture {
    let colour: Picture.Colour = header.components == 1 ? .grey : .rgb
    return Picture(width: size.width, height: size.height, colour: colour, bytes: pixels).shown(header.orientation)
  }

  private func storedSize(covering least: PixelSize?) -> PixelSize {
    guard var least else { return PixelSize(width: header.width, height: header.height) }
    if header.orientation.swapsAxes { least = PixelSize(width: least.height, height: least.width) }
    let eighths = (1..<8).first { eighths in
      (header.width * eighths + 7) / 8 >= least.width && (header.height * eighths + 7) / 8 >= least.height
    }
    let factor = eighths ?? 8
    return PixelSize(width: (header.width * factor + 7) / 8, height: (header.height * factor + 7) / 8)
  }

  /// Whether a warning of libjpeg leaves all pixels as they were meant.
  ///
  /// Only the first warning is told, so that the end is looked for as well.
  private func isHarmless(_ warning: String) -> Bool {
    let harmless = [
      "extraneous bytes before marker", "unknown JFIF revision", "Invalid SOS parameters for sequential JPEG",
      "Unknown Adobe color transform", "bad ICC marker",
    ]
    return harmless.contains { warning.contains($0) } && bytes.jpegScans(from: header.firstScan).end
  }

  /// RGB of pixels in CMYK: red is white less cyan less black, as fractions of light.
  private func rgb(cmyk: [UInt8]) -> [UInt8] {
    // Ink in negative is light.
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
