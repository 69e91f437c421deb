import Hourglass

/// What a picture file holds beyond the one picture of 8 bits a sample that is read from it.
struct PictureFacts: Hashable, Sendable {
  /// Frames of an animation; 1 for another picture.
  var frames = 1
  /// Pages of a TIFF; 1 for another picture.
  var pages = 1
  /// Bits of a sample.
  var bits = 8

  /// Reads what the file says of itself; nothing where it is damaged or of another kind.
  init(_ bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      readPNG(bytes)
    } else if bytes.starts(with: "GIF8".utf8) {
      frames = max(1, Self.gifFrames(bytes))
    } else if bytes.starts(with: "RIFF".utf8), bytes.dropFirst(8).starts(with: "WEBP".utf8) {
      frames = max(1, Self.webPFrames(bytes))
    } else if bytes.starts(with: "II*\0".utf8) || bytes.starts(with: "MM\0*".utf8) {
      readTIFF(bytes, isBigEndian: bytes[0] == UInt8(ascii: "M"))
    }
  }

  /// Sentences for people; empty where there is nothing to say.
  var notes: [String] {
    var notes: [String] = []
    if frames > 1 {
      notes.append("The picture is animated (\(Figures.count(frames)) frames): its first frame is used.")
    }
    if pages > 1 { notes.append("The file has \(Figures.count(pages)) pages: the first is used.") }
    if bits > 8 { notes.append("The picture has \(bits) bits a sample, of which 8 are used.") }
    return notes
  }

  private mutating func readPNG(_ bytes: [UInt8]) {
    var place = 8
    while let length = Self.number(bytes, place, 4, isBigEndian: true), place + 12 <= bytes.count {
      let kind = bytes[place + 4..<place + 8]
      if kind.elementsEqual("IHDR".utf8), place + 17 <= bytes.count { bits = Int(bytes[place + 16]) }
      if kind.elementsEqual("acTL".utf8) { frames = Self.number(bytes, place + 8, 4, isBigEndian: true) ?? 1 }
      if kind.elementsEqual("IDAT".utf8) { return }
      place += length + 12
    }
  }

  private mutating func readTIFF(_ bytes: [UInt8], isBigEndian: Bool) {
    func number(_ place: Int, _ size: Int) -> Int? { Self.number(bytes, place, size, isBigEndian: isBigEndian) }
    var next = number(4, 4) ?? 0
    pages = 0
    var seen: Set<Int> = []
    while next > 0, seen.insert(next).inserted, seen.count <= 10_000, let entries = number(next, 2) {
      pages += 1
      if pages == 1 {
        for entry in 0..<entries {
          let place = next + 2 + 12 * entry
          // Bits of a sample: one number, or the place of several.
          guard number(place, 2) == 258, let count = number(place + 4, 4) else { continue }
          bits = (count <= 2 ? number(place + 8, 2) : number(place + 8, 4).flatMap { number($0, 2) }) ?? 8
        }
      }
      next = number(next + 2 + 12 * entries, 4) ?? 0
    }
    pages = max(pages, 1)
  }

  private static func gifFrames(_ bytes: [UInt8]) -> Int {
    func tableSize(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }
    guard bytes.count > 13 else { return 1 }
    var place = 13 + tableSize(bytes[10])
    var frames = 0
    func skipBlocks() {
      while place < bytes.count, bytes[place] != 0 { place += Int(bytes[place]) + 1 }
      place += 1
    }
    while place < bytes.count {
      switch bytes[place] {
      case 0x2C:
        guard place + 9 < bytes.count else { return frames }
        frames += 1
        place += 10 + tableSize(bytes[place + 9]) + 1
        skipBlocks()
      case 0x21:
        place += 2
        skipBlocks()
      default: return frames
      }
    }
    return frames
  }

  private static func webPFrames(_ bytes: [UInt8]) -> Int {
    var (place, frames) = (12, 0)
    while let length = number(bytes, place + 4, 4, isBigEndian: false) {
      if bytes[place..<place + 4].elementsEqual("ANMF".utf8) { frames += 1 }
      place += 8 + length + length % 2
    }
    return frames
  }

  private static func number(_ bytes: [UInt8], _ place: Int, _ size: Int, isBigEndian: Bool) -> Int? {
    guard place >= 0, place + size <= bytes.count else { return nil }
    let part = bytes[place..<place + size]
    return isBigEndian ? part.reduce(0) { $0 << 8 | Int($1) } : part.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
