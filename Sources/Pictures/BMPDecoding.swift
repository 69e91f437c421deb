// TurboJPEG reads BMP and PPM only from named files, allocates whatever their headers state, and supports few kinds.
// Both formats are simple enough to read from memory with every step checked.
extension Picture {
  /// Decodes an uncompressed BMP of 1, 4, 8, 16, 24 or 32 bits: grey if its palette is, else RGB; ignores alpha.
  ///
  /// - Throws: ``PictureError``.
  init(bmp bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    let header = try BMPHeader(bytes, place: place)
    let (width, height) = (header.width, header.height)
    let colours = try header.palette(bytes, place: place)
    let isGrey = !colours.isEmpty && colours.allSatisfy { $0.x == $0.y && $0.y == $0.z }
    let channels = isGrey ? 1 : 3
    var pixels = [UInt8](repeating: 0, count: width * height * channels)
    for y in 0..<height {
      let row = header.pixels + (header.isTopDown ? y : height - 1 - y) * header.stride
      var to = y * width * channels
      if let step = header.bytesPerPixel {
        for from in stride(from: row, to: row + width * step, by: step) {
          for c in 0..<3 { pixels[to + c] = bytes[from + 2 - c] }
          to += 3
        }
        continue
      }
      for x in 0..<width {
        let colour: SIMD3<UInt8>
        if colours.isEmpty {
          colour = header.masks.colour(of: header.word(at: x, row: row, bytes))
        } else {
          let index = header.word(at: x, row: row, bytes)
          guard index < colours.count else {
            throw .corrupt(.bmp, place: place, got: "colour \(index) of a palette of \(colours.count)")
          }
          colour = colours[index]
        }
        for c in 0..<channels { pixels[to + c] = colour[c] }
        to += channels
      }
    }
    self.init(width: width, height: height, colour: isGrey ? .grey : .rgb, bytes: pixels)
  }
}

/// The header of a BMP, checked against the length of the file.
private struct BMPHeader {
  let width: Int
  let height: Int
  let isTopDown: Bool
  let bitsPerPixel: Int
  let masks: BMPMasks
  /// 3 or 4 if blue, green and red are whole bytes; otherwise nil.
  let bytesPerPixel: Int?
  /// The offset of the first stored row, in bytes.
  let pixels: Int
  /// The distance between rows, in bytes.
  let stride: Int
  private let headerEnd: Int
  private let bytesPerColour: Int
  private let coloursUsed: Int

  init(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    let cut = PictureError.corrupt(.bmp, place: place, got: "the end of the file within the header")
    guard let pixels = bytes.unsigned(UInt32.self, at: 10), let size = bytes.unsigned(UInt32.self, at: 14) else {
      throw cut
    }
    guard size == 12 || (40...124).contains(size) else {
      throw .unsupported(.bmp, place: place, expected: "a header of 12 or 40 to 124 bytes", got: "\(size)")
    }
    let word = size == 12 ? 2 : 4
    guard 14 + size <= bytes.count,
      let width = word == 2 ? bytes.unsigned(UInt16.self, at: 18) : bytes.unsigned(UInt32.self, at: 18),
      let storedHeight = word == 2 ? bytes.unsigned(UInt16.self, at: 20) : bytes.unsigned(UInt32.self, at: 22),
      let bitsPerPixel = bytes.unsigned(UInt16.self, at: 20 + 2 * word)
    else { throw cut }
    // A negative height: the top row is stored first.
    let height = word == 4 ? Int(Int32(truncatingIfNeeded: storedHeight)) : storedHeight
    let compression = word == 4 ? bytes.unsigned(UInt32.self, at: 30) ?? 0 : 0
    coloursUsed = word == 4 ? bytes.unsigned(UInt32.self, at: 46) ?? 0 : 0
    guard [1, 4, 8, 16, 24, 32].contains(bitsPerPixel) else {
      throw .unsupported(
        .bmp, place: place, expected: "1, 4, 8, 16, 24 or 32 bits per pixel", got: "\(bitsPerPixel)")
    }
    // 0 is plain, 3 and 6 have masks.
    let hasMasks = (compression == 3 || compression == 6) && (bitsPerPixel == 16 || bitsPerPixel == 32)
    guard compression == 0 || hasMasks else {
      throw .unsupported(
        .bmp, place: place, expected: "uncompressed pixels",
        got: compression <= 2 ? "run-length encoding" : "compression \(compression) of \(bitsPerPixel) bits")
    }
    try PictureFormat.bmp.check(
      width: width, height: abs(height), pixelsPerByte: 8, count: bytes.count, place: place)
    self.width = width
    self.height = abs(height)
    isTopDown = height < 0
    self.bitsPerPixel = bitsPerPixel
    self.pixels = pixels
    stride = (width * bitsPerPixel + 31) / 32 * 4
    bytesPerColour = word == 2 ? 3 : 4
    if hasMasks {
      // They follow the header of 40 bytes, or are its last part.
      guard let red = bytes.unsigned(UInt32.self, at: 54), let green = bytes.unsigned(UInt32.self, at: 58),
        let blue = bytes.unsigned(UInt32.self, at: 62)
      else { throw cut }
      masks = BMPMasks(red: red, green: green, blue: blue)
    } else {
      masks =
        bitsPerPixel == 16
        ? BMPMasks(red: 0x7C00, green: 0x3E0, blue: 0x1F) : BMPMasks(red: 0xFF0000, green: 0xFF00, blue: 0xFF)
    }
    bytesPerPixel = !hasMasks && bitsPerPixel >= 24 ? bitsPerPixel / 8 : nil
    headerEnd = 14 + size
    // The last row may lack its padding to 4 bytes.
    let end = pixels + stride * (self.height - 1) + (width * bitsPerPixel + 7) / 8
    guard pixels >= headerEnd, end <= bytes.count else {
      throw .corrupt(
        .bmp, place: place, got: "\(bytes.count) bytes, \(end) for \(width) x \(self.height) pixels from byte \(pixels)"
      )
    }
  }

  /// The palette of pixels of up to 8 bits, as red, green and blue; empty for other pixels.
  func palette(_ bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) -> [SIMD3<UInt8>] {
    guard bitsPerPixel <= 8 else { return [] }
    let maxCount = 1 << bitsPerPixel
    // Some files have fewer colours than possible without stating the number.
    let count = min(coloursUsed == 0 ? maxCount : coloursUsed, maxCount, (pixels - headerEnd) / bytesPerColour)
    guard count > 0 else { throw .corrupt(.bmp, place: place, got: "no palette") }
    return (0..<count).map { index in
      let at = headerEnd + index * bytesPerColour
      return SIMD3(bytes[at + 2], bytes[at + 1], bytes[at])
    }
  }

  /// The bits of the pixel `x` of the row at byte `row`.
  func word(at x: Int, row: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
    switch bitsPerPixel {
    case 8: return Int(bytes[row + x])
    case 16: return Int(bytes[row + 2 * x]) | Int(bytes[row + 2 * x + 1]) << 8
    case 24: return Int(bytes[row + 3 * x]) | Int(bytes[row + 3 * x + 1]) << 8 | Int(bytes[row + 3 * x + 2]) << 16
    case 32: return Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: row + 4 * x, as: UInt32.self)))
    default:
      let bit = x * bitsPerPixel
      return Int(bytes[row + bit / 8]) >> (8 - bitsPerPixel - bit % 8) & ((1 << bitsPerPixel) - 1)
    }
  }
}

/// The bit masks of a pixel's red, green and blue.
private struct BMPMasks {
  private var masks: [(bits: Int, shift: Int, maximum: Int)]

  init(red: Int, green: Int, blue: Int) {
    masks = [red, green, blue].map { bits in
      let shift = bits == 0 ? 0 : bits.trailingZeroBitCount
      return (bits, shift, max(bits >> shift, 1))
    }
  }

  /// Red, green and blue, scaled to 8 bits.
  func colour(of word: Int) -> SIMD3<UInt8> {
    var colour = SIMD3<UInt8>()
    for c in 0..<3 {
      let (bits, shift, maximum) = masks[c]
      colour[c] = UInt8(((word & bits) >> shift * 255 + maximum / 2) / maximum)
    }
    return colour
  }
}
