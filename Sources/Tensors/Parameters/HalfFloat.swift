/// Numbers of 16 bits as IEEE 754 defines them: `Float16` does not exist on every processor that runs Hourglass.
package enum HalfFloat {
  /// The maximum, 65504.
  package static let maximum: Float = 65504

  /// The bits of the number nearest to `value`: of two equally near ones that with an even last bit.
  ///
  /// Infinite beyond the maximum.
  package static func bits(of value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
    let magnitude = bits & 0x7fff_ffff
    if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
    // 65520 is halfway between the maximum and the next power of two.
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    if magnitude < 0x3880_0000 {
      // Below 2⁻¹⁴ the steps are 2⁻²⁴.
      return sign | UInt16((Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven))
    }
    let rounded = magnitude + 0xfff + (magnitude >> 13 & 1)
    return sign | UInt16((rounded - 0x3800_0000) >> 13)
  }

  /// The number with these bits.
  package static func value(ofBits bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (bits >> 10 & 0x1f, bits & 0x3ff)
    switch exponent {
    case 0: return sign * Float(fraction) * 0x1p-24
    case 0x1f: return fraction == 0 ? sign * .infinity : .nan
    default:
      let magnitude = (UInt32(exponent) + 112) << 23 | UInt32(fraction) << 13
      return sign * Float(bitPattern: magnitude)
    }
  }
  /// The bits of each number.
  package static func bits(of numbers: UnsafeBufferPointer<Float>) -> [UInt16] { numbers.map { bits(of: $0) } }

  /// The numbers with these bits.
  package static func values(ofBits bits: [UInt16]) -> [Float] { bits.map { value(ofBits: $0) } }

  /// Whether a number is beyond the maximum.
  package static func isAnyBeyond(_ numbers: Slice<UnsafeBufferPointer<Float>>) -> Bool {
    numbers.contains { abs($0) > maximum }
  }
}
