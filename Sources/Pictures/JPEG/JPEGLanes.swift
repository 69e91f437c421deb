// Shifts stand for conversions here: they are always inlined, and the products are then those of 16-bit numbers.

extension SIMD8<Int16> {
  /// The coefficients in a row of slots, dequantised; they are zero after that.
  @inline(__always)
  static func taken(
    _ row: Int, _ block: UnsafeMutablePointer<Int16>, _ quantisers: UnsafePointer<Int16>,
    _ range: inout JPEGTransformRange
  ) -> Self {
    let slots = UnsafeMutableRawPointer(block + 8 * row)
    let values =
      slots.loadUnaligned(as: Self.self) &* UnsafeRawPointer(quantisers + 8 * row).loadUnaligned(as: Self.self)
    slots.storeBytes(of: Self(), as: Self.self)
    range.note(coefficients: values)
    return values
  }

  /// Numbers 0, 2, 4 and 6.
  @inline(__always)
  var evens: SIMD4<Int32> { unsafeBitCast(self, to: SIMD4<Int32>.self).cut }

  /// Numbers 1, 3, 5 and 7.
  @inline(__always)
  var odds: SIMD4<Int32> { unsafeBitCast(self, to: SIMD4<Int32>.self) &>> 16 }
}

extension SIMD4<Int32> {
  /// The numbers, which have 16 bits.
  @inline(__always)
  var cut: Self { (self &<< 16) &>> 16 }

  /// The numbers, brought to 0 or 255 where they are beyond.
  @inline(__always)
  var level: Self {
    let positive = self & ~(self &>> 31)
    return (positive | (255 &- positive) &>> 31) & 255
  }

  /// The rows of four columns.
  @inline(__always)
  static func transposed(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    (
      Self(a[0], b[0], c[0], d[0]), Self(a[1], b[1], c[1], d[1]), Self(a[2], b[2], c[2], d[2]),
      Self(a[3], b[3], c[3], d[3])
    )
  }

  /// The least significant bytes of four, side by side.
  @inline(__always)
  static func packed(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> Self {
    a | b &<< 8 | c &<< 16 | d &<< 24
  }
}
