internal import Foundation

/// Normal noise on bytes; DIGITS, "Noise".
///
/// Rounding a byte plus noise is the same as adding rounded noise, so a table gives the rounded noise for 16 random bits.
/// Entry k is round(σ Φ⁻¹((k + 1/2) / 65536)), at most 4.3 standard deviations.
package struct PixelNoise: Sendable {
  private let amounts: [Int16]
  /// The standard deviation in levels.
  let levels: Double

  /// Noise of a standard deviation above 0 and up to 1, in pixels in [0, 1].
  package init(deviation: Double) {
    levels = 255 * deviation
    var amounts: [Int16] = []
    amounts.reserveCapacity(65_536)
    var amount = -Int16((5 * levels).rounded(.up))
    while amounts.count < 65_536 {
      // The number of entries below the upper bound of the values rounded to this amount.
      let share = 0.5 * erfc(-(Double(amount) + 0.5) / levels / 2.0.squareRoot())
      let end = min(max(Int((share * 65_536 - 0.5).rounded(.up)), amounts.count), 65_536)
      amounts.append(contentsOf: repeatElement(amount, count: end - amounts.count))
      amount += 1
    }
    self.amounts = amounts
  }

  /// Adds noise to `count` bytes, clipped; may work in place.
  package func add(
    to pixels: UnsafePointer<UInt8>, count: Int, _ draws: AugmentationDraws, into result: UnsafeMutablePointer<UInt8>
  ) {
    amounts.withUnsafeBufferPointer { amounts in
      for first in stride(from: 0, to: count, by: 8) {
        let amount = Self.eight(of: amounts, draws.noise(block: UInt32(truncatingIfNeeded: first / 8)))
        if first + 8 <= count {
          let bytes = UnsafeRawPointer(pixels + first).loadUnaligned(as: SIMD8<UInt8>.self)
          let noisy = (SIMD8<Int16>(truncatingIfNeeded: bytes) &+ amount).clamped(
            lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 255))
          UnsafeMutableRawPointer(result + first).storeBytes(
            of: SIMD8<UInt8>(truncatingIfNeeded: noisy), as: SIMD8<UInt8>.self)
        } else {
          for i in 0..<count - first {
            result[first + i] = UInt8(min(max(Int16(pixels[first + i]) + amount[i], 0), 255))
          }
        }
      }
    }
  }

  /// The amounts for four words, the lower half of each word first.
  @inline(__always)
  static func eight<Amount: SIMDScalar>(
    of amounts: UnsafeBufferPointer<Amount>, _ words: SIMD4<UInt32>
  ) -> SIMD8<Amount> {
    @inline(__always)
    func lower(_ word: UInt32) -> Amount { amounts[Int(word & 0xFFFF)] }
    @inline(__always)
    func upper(_ word: UInt32) -> Amount { amounts[Int(word >> 16)] }
    return SIMD8(
      lower(words[0]), upper(words[0]), lower(words[1]), upper(words[1]), lower(words[2]), upper(words[2]),
      lower(words[3]), upper(words[3]))
  }
}
