internal import Diagnostics

/// Pictures of one size, one after another, as a GIF that repeats for ever.
///
/// GIF has at most 256 colours: grey pictures keep all their levels; colours are those of a palette of 6 levels of red, 7 of
/// green and 6 of blue, with errors diffused (Floyd and Steinberg, "An adaptive algorithm for spatial greyscale", 1976).
public struct GIFAnimation: Hashable, Sendable {
  /// The pictures, at least one, of one size.
  public let frames: [Picture]
  /// The time of each picture but the last, in hundredths of a second; browsers show less than 2 as 10.
  public let delay: Int
  /// The time of the last picture.
  public let lastDelay: Int

  /// Creates an animation of pictures with sides of at most 65,535 pixels; the parameters are its properties.
  public init(_ frames: [Picture], delay: Int = 20, lastDelay: Int = 200) {
    require(!frames.isEmpty, "an animation without pictures")
    require(
      frames.allSatisfy { $0.width == frames[0].width && $0.height == frames[0].height },
      "the pictures of an animation differ in size")
    require(max(frames[0].width, frames[0].height) <= 65_535, "a GIF has at most 65,535 pixels a side")
    (self.frames, self.delay, self.lastDelay) = (frames, delay, lastDelay)
  }

  /// The animation as a GIF file.
  public func gif() -> [UInt8] {
    let palette = GIFPalette(isGrey: frames.allSatisfy(\.hasOnlyGrey))
    // GIF89a; a global palette of 256 colours of 8 bits.
    var bytes = Array("GIF89a".utf8) + Self.word(frames[0].width) + Self.word(frames[0].height) + [0xF7, 0, 0]
    bytes += palette.colours
    bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    for (place, frame) in frames.enumerated() {
      bytes += [0x21, 0xF9, 4, 0] + Self.word(place == frames.count - 1 ? lastDelay : delay) + [0, 0]
      bytes += [0x2C, 0, 0, 0, 0] + Self.word(frame.width) + Self.word(frame.height) + [0, 8]
      let coded = LZW.coded(palette.indices(of: frame))
      for start in stride(from: 0, to: coded.count, by: 255) {
        let block = coded[start..<min(start + 255, coded.count)]
        bytes.append(UInt8(block.count))
        bytes += block
      }
      bytes.append(0)
    }
    return bytes + [0x3B]
  }

  /// Two bytes, little-endian.
  private static func word(_ number: Int) -> [UInt8] {
    let number = min(max(number, 0), 65_535)
    return [UInt8(number & 255), UInt8(number >> 8)]
  }
}

/// The 256 colours of a GIF.
private struct GIFPalette {
  let isGrey: Bool
  private static let levels = [6, 7, 6]

  /// Red, green and blue of each colour; the last ones are unused in a palette of colours.
  var colours: [UInt8] {
    guard !isGrey else { return (0..<256).flatMap { [UInt8($0), UInt8($0), UInt8($0)] } }
    let (red, green, blue) = (Self.levels[0], Self.levels[1], Self.levels[2])
    var used: [UInt8] = []
    for r in 0..<red {
      for g in 0..<green {
        for b in 0..<blue { used += [Self.level(r, of: red), Self.level(g, of: green), Self.level(b, of: blue)] }
      }
    }
    return used + [UInt8](repeating: 0, count: 768 - used.count)
  }

  /// The index of each pixel's colour, row by row.
  func indices(of picture: Picture) -> [UInt8] {
    if isGrey { return stride(from: 0, to: picture.bytes.count, by: picture.channels).map { picture.bytes[$0] } }
    let picture = picture.converted(to: .rgb)
    let (width, height) = (picture.width, picture.height)
    var indices = [Int](repeating: 0, count: width * height)
    for (channel, levels) in Self.levels.enumerated() {
      // The errors of this row and the next, with a pixel on either side.
      var (errors, below) = ([Int](repeating: 0, count: width + 2), [Int](repeating: 0, count: width + 2))
      for y in 0..<height {
        for x in 0..<width {
          let wanted = Int(picture.bytes[(y * width + x) * 3 + channel]) + errors[x + 1] / 16
          let level = min(max((wanted * (levels - 1) + 127) / 255, 0), levels - 1)
          let error = wanted - Int(Self.level(level, of: levels))
          errors[x + 2] += 7 * error
          below[x] += 3 * error
          below[x + 1] += 5 * error
          below[x + 2] += error
          indices[y * width + x] = indices[y * width + x] * levels + level
        }
        (errors, below) = (below, [Int](repeating: 0, count: width + 2))
      }
    }
    return indices.map { UInt8($0) }
  }

  /// The byte of a level from 0 to `count` - 1.
  private static func level(_ level: Int, of count: Int) -> UInt8 {
    let steps = count - 1
    return UInt8((level * 255 + steps / 2) / steps)
  }
}

extension Picture {
  /// Whether the channels of each pixel are equal.
  fileprivate var hasOnlyGrey: Bool {
    guard colour == .rgb else { return true }
    for pixel in stride(from: 0, to: bytes.count, by: 3) {
      guard bytes[pixel] == bytes[pixel + 1], bytes[pixel] == bytes[pixel + 2] else { return false }
    }
    return true
  }
}

/// The compression of GIF, of bytes (Welch, "A technique for high-performance data compression", 1984).
private enum LZW {
  static func coded(_ values: [UInt8]) -> [UInt8] {
    let (clear, end, maxCode) = (256, 257, 4095)
    var (bytes, bits, bitCount) = ([UInt8](), 0, 0)
    var (width, next) = (9, end + 1)
    // The code of a string and a value more; the string's code is in the upper bits of the key.
    var codes: [Int: Int] = [:]
    func write(_ code: Int) {
      bits |= code << bitCount
      bitCount += width
      while bitCount >= 8 {
        bytes.append(UInt8(bits & 255))
        bits >>= 8
        bitCount -= 8
      }
    }
    write(clear)
    var string: Int?
    for value in values {
      guard let known = string else {
        string = Int(value)
        continue
      }
      let key = known << 8 | Int(value)
      if let longer = codes[key] {
        string = longer
        continue
      }
      write(known)
      string = Int(value)
      if next > maxCode {
        write(clear)
        codes.removeAll(keepingCapacity: true)
        (width, next) = (9, end + 1)
      } else {
        codes[key] = next
        if next == 1 << width { width += 1 }
        next += 1
      }
    }
    if let string { write(string) }
    // Readers make a code of the last string as well, which may need the next width.
    if next == 1 << width, next <= maxCode { width += 1 }
    write(end)
    if bitCount > 0 { bytes.append(UInt8(bits & 255)) }
    return bytes
  }
}
