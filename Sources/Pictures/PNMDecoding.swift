extension Picture {
  /// Decodes a Netpbm picture of up to 16 bits, binary or plain text: PBM and PGM as grey, PPM as RGB.
  ///
  /// - Throws: ``PictureError``.
  init(pnm bytes: UnsafeRawBufferPointer, place: String) throws(PictureError) {
    // P1 to P3 are plain text: black and white, grey, colour; P4 to P6 are the same in binary.
    let kind = Int(bytes[1]) - 0x30
    let isBinary = kind > 3
    let isBitmap = kind % 3 == 1
    let colour: Colour = kind % 3 == 0 ? .rgb : .grey
    var tokens = PNMTokens(bytes, position: 2)
    guard let width = tokens.number(), let height = tokens.number(), let maximum = isBitmap ? 1 : tokens.number(),
      tokens.position < bytes.count
    else { throw .corrupt(.pnm, place: place, got: "no width, height and maximum value") }
    guard (1...65535).contains(maximum) else {
      throw .corrupt(.pnm, place: place, got: "\(maximum) as the maximum value")
    }
    try PictureFormat.pnm.check(
      width: width, height: height, pixelsPerByte: isBinary && isBitmap ? 8 : 1, count: bytes.count, place: place)
    let count = width * height * colour.channels
    let cut = PictureError.corrupt(.pnm, place: place, got: "too few bytes for \(width) x \(height) pixels")
    let outOfRange = PictureError.corrupt(.pnm, place: place, got: "a value beyond the maximum \(maximum)")
    // A single blank separates the header from binary pixels.
    let start = tokens.position + 1
    let bytesPerValue = maximum > 255 ? 2 : 1
    let rowBytes = isBitmap ? (width + 7) / 8 : width * colour.channels * bytesPerValue
    guard isBinary ? rowBytes * height <= bytes.count - start : count <= bytes.count - tokens.position else {
      throw cut
    }
    if isBinary, maximum == 255 {
      self.init(width: width, height: height, colour: colour, bytes: Array(bytes[start..<(start + count)]))
      return
    }
    var pixels = [UInt8](repeating: 0, count: count)
    for at in 0..<count {
      var value: Int
      if isBinary, isBitmap {
        let x = at % width
        value = Int(bytes[start + at / width * rowBytes + x / 8] >> (7 - x % 8) & 1)
      } else if isBinary {
        value =
          bytesPerValue == 1
          ? Int(bytes[start + at]) : Int(bytes[start + 2 * at]) << 8 | Int(bytes[start + 2 * at + 1])
      } else {
        guard let word = isBitmap ? tokens.digit() : tokens.number() else { throw cut }
        value = word
      }
      guard value <= maximum else { throw outOfRange }
      // In a bitmap 1 is black.
      if isBitmap { value = 1 - value }
      pixels[at] = UInt8((value * 255 + maximum / 2) / maximum)
    }
    self.init(width: width, height: height, colour: colour, bytes: pixels)
  }
}

/// The plain-text numbers of a Netpbm file, separated by blanks and comments.
struct PNMTokens {
  private let bytes: UnsafeRawBufferPointer
  /// The position of the next byte.
  private(set) var position: Int

  init(_ bytes: UnsafeRawBufferPointer, position: Int) { (self.bytes, self.position) = (bytes, position) }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The next number of at most 9 digits; nil if there is none.
  mutating func number() -> Int? {
    skipBlanks()
    var number = 0
    let start = position
    while let digit = digitHere() {
      number = number * 10 + digit
      position += 1
      guard position - start <= 9 else { return nil }
    }
    return position > start ? number : nil
  }

  /// The next digit, with or without a blank after it.
  mutating func digit() -> Int? {
    skipBlanks()
    let digit = digitHere()
    position += 1
    return digit
  }

  private func digitHere() -> Int? {
    guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
    return Int(bytes[position]) - 0x30
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
      } else if Self.isBlank(bytes[position]) {
        position += 1
      } else {
        return
      }
    }
  }
}
