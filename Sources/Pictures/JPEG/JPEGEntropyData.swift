internal import Foundation

/// The entropy-coded data of a scan, without the zeros that are stuffed in behind 0xFF; ITU-T T.81, F.1.2.3.
struct JPEGEntropyData {
  /// How many bytes behind the data can be read.
  static let margin = 4096

  /// The data and ``margin`` zeros.
  let bytes: [UInt8]
  /// Where each part ends; a restart marker follows, or the end of the picture.
  let ends: [Int]

  /// Reads the data of `parts` parts from `start` on; nil where there are other markers, or the end is not marked.
  init?(_ encoded: UnsafeRawBufferPointer, from start: Int, parts: Int) {
    guard let base = encoded.baseAddress, start <= encoded.count else { return nil }
    var ends: [Int] = []
    bytes = [UInt8](unsafeUninitializedCapacity: encoded.count - start + Self.margin) { target, count in
      guard let targetBase = target.baseAddress else { return }
      let last = encoded.count - 1
      var position = start
      while ends.count < parts, position < last, let found = memchr(base + position, 0xFF, last - position) {
        let length = UnsafeRawPointer(found) - (base + position)
        memcpy(targetBase + count, base + position, length)
        count += length
        position += length + 2
        switch encoded[position - 1] {
        case 0:
          target[count] = 0xFF
          count += 1
        case ends.count == parts - 1 ? 0xD9 : 0xD0 + UInt8(ends.count % 8): ends.append(count)
        default: return
        }
      }
      (targetBase + count).initialize(repeating: 0, count: Self.margin)
      count += Self.margin
    }
    guard ends.count == parts else { return nil }
    self.ends = ends
  }
}
