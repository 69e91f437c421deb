internal import CZLib
import ImageShapes
internal import Synchronization

/// Identifies images by the CRC-32 of their number, their shape and their pixels.
struct ImageFingerprint {
  private var checksum: UInt

  init(count: Int, shape: ImageShape) {
    let sizes = [count, shape.channels, shape.height, shape.width].flatMap { size in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: size >> $0) }
    }
    checksum = UInt(crc32_z(0, sizes, sizes.count))
  }

  mutating func add(_ pixels: UnsafeBufferPointer<UInt8>) {
    checksum = UInt(crc32_z(CUnsignedLong(checksum), pixels.baseAddress, pixels.count))
  }

  /// Adds levels that are not rounded, as their bits.
  mutating func add(_ levels: [Float]) {
    levels.withUnsafeBytes { add($0.bindMemory(to: UInt8.self)) }
  }

  /// Eight hexadecimal digits.
  var digits: String {
    let digits = String(UInt32(checksum), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// A fingerprint that is computed once, on demand.
package final class KnownFingerprint: Sendable {
  private let known = Mutex<String?>(nil)

  package init() {}

  /// The result of the first call of `make`.
  package func value(_ make: () -> String) -> String {
    known.withLock { known in
      if let known { return known }
      let made = make()
      known = made
      return made
    }
  }
}

extension ImageSource {
  /// Eight hexadecimal digits that identify the labels; nil where there are none.
  package var labelFingerprint: String? {
    guard let labels else { return nil }
    var fingerprint = ImageFingerprint(count: labels.count, shape: shape)
    labels.withUnsafeBytes { fingerprint.add($0.bindMemory(to: UInt8.self)) }
    return fingerprint.digits
  }

  /// The fingerprint of a sample: the number, the shape, and the pixels of up to 256 evenly spaced images.
  ///
  /// An unreadable image counts as black.
  public var sampledFingerprint: String { fingerprint(step: Swift.max(1, count / 256)) }

  /// The fingerprint of every `step`-th image.
  func fingerprint(step: Int) -> String {
    var fingerprint = ImageFingerprint(count: count, shape: shape)
    for index in stride(from: 0, to: count, by: step) {
      guard !hasFractions else {
        fingerprint.add((try? levels(at: index)) ?? [Float](repeating: 0, count: shape.elements))
        continue
      }
      let pixels = (try? pixels(at: index)) ?? [UInt8](repeating: 0, count: bytesPerImage)
      pixels.withUnsafeBufferPointer { fingerprint.add($0) }
    }
    return fingerprint.digits
  }
}
