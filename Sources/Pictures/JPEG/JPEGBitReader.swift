/// Bits of entropy-coded data, the most significant of a byte first; ITU-T T.81, F.2.2.5.
///
/// It looks ahead by up to eight bytes, which must be there behind the data.
struct JPEGBitReader {
  /// How many bits can be taken after ``refill()``.
  static let refilled = 56

  /// The bits to come, from the most significant; what lies behind the ``count``th is undefined.
  private(set) var bits: UInt64 = 0
  private var count = 0
  private(set) var next: UnsafePointer<UInt8>

  init(_ next: UnsafePointer<UInt8>) { self.next = next }

  /// How many bits were taken since `start`.
  func taken(since start: UnsafePointer<UInt8>) -> Int { 8 * (next - start) - count }

  /// Makes ``refilled`` bits or more ready.
  @inline(__always)
  mutating func refill() {
    let word = UnsafeRawPointer(next).loadUnaligned(as: UInt64.self).bigEndian
    bits |= word &>> UInt64(truncatingIfNeeded: count)
    next += (63 &- count) &>> 3
    count |= Self.refilled
  }

  /// The next `length` bits, which are ready.
  @inline(__always)
  func start(_ length: Int) -> Int { Int(truncatingIfNeeded: bits &>> UInt64(truncatingIfNeeded: 64 &- length)) }

  /// Passes over `length` bits, all of which are ready.
  @inline(__always)
  mutating func take(_ length: Int) {
    bits &<<= UInt64(truncatingIfNeeded: length)
    count &-= length
  }

  /// Goes back over the last `length` bits, before which the bits to come were `bits`.
  @inline(__always)
  mutating func untake(_ length: Int, to bits: UInt64) {
    self.bits = bits
    count &+= length
  }
}

extension UInt64 {
  /// The number that the most significant bits code, 63 - `unused` of them, perhaps none; T.81, F.1.2.1 and F.2.2.1.
  @inline(__always)
  func jpegValue(unused: UInt64) -> Int {
    // Numbers that begin with 0 are negative, and the complement of their absolute value.
    let complement = ~UInt64(bitPattern: Int64(bitPattern: self) &>> 63)
    let magnitude = ((self ^ complement) &>> 1) &>> unused
    return Int(truncatingIfNeeded: (magnitude ^ complement) &- complement)
  }
}
