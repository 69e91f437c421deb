/// The colours of a GIF.
struct GIFPalette {
  private let isGrey: Bool
  private static let levels = [6, 7, 6]

  /// The palette of pictures: the 256 levels of grey where none has a colour.
  init(of pictures: [Picture]) { isGrey = pictures.allSatisfy(\.hasOnlyGrey) }

  /// Red, green and blue of each colour, at most 256.
  var colours: [SIMD3<UInt8>] {
    guard !isGrey else { return (0...255).map { SIMD3(repeating: $0) } }
    let bytes = Self.levels.map { levels in (0..<levels).map { Self.level($0, of: levels) } }
    return bytes[0].flatMap { red in
      bytes[1].flatMap { green in bytes[2].map { blue in SIMD3(red, green, blue) } }
    }
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
