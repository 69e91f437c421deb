/// What the next bits of a block's AC coefficients say: one symbol, or two; ITU-T T.81, F.1.2.2.
///
/// Positions count in zigzag order; the position after a coefficient is that of the next one.
struct JPEGCoefficientEntry {
  /// How far the end of a block is beyond its last coefficient: beyond all that runs lead to.
  static let end = 112
  /// Beyond all other entries.
  static let unknownAdvance = 192
  /// Where a first symbol that is not there leads to.
  private static let nowhere: UInt8 = 128

  /// How many bits are taken in all.
  private(set) var length: UInt8
  /// Where the bits of the last symbol's value begin.
  private(set) var valueStart: UInt8
  /// 63 less the size of that value.
  private let unused: UInt8
  /// From a position to the one after all.
  private(set) var advance: UInt8
  /// From a position to the one after the first of two symbols.
  private(set) var firstAdvance = nowhere
  /// How many bits the first of two symbols takes.
  private(set) var firstLength: UInt8 = 0
  /// The value of the first of two symbols.
  private(set) var firstValue: Int16 = 0

  /// A code that is too long, or none of a baseline stream; nothing is taken for it.
  static let unknown = JPEGCoefficientEntry(length: 0, valueStart: 255, unused: 63, advance: UInt8(unknownAdvance))

  private init(length: UInt8, valueStart: UInt8, unused: UInt8, advance: UInt8) {
    (self.length, self.valueStart, self.unused, self.advance) = (length, valueStart, unused, advance)
  }

  /// A symbol alone, whose value of up to `greatestSize` bits comes behind its code of `length` bits.
  init(symbol: UInt8, length: Int, greatestSize: Int) {
    let run = symbol >> 4
    let size = symbol & 15
    guard size <= greatestSize, size > 0 || run == 0 || run == 15 else {
      self = .unknown
      return
    }
    self.init(
      length: UInt8(length) + size, valueStart: UInt8(length), unused: 63 - size,
      advance: symbol == 0 ? UInt8(Self.end) : run + 1)
  }

  /// This symbol alone behind another one with `value`, which takes `length` bits and the position on by `advance`.
  @inline(__always)
  func preceded(by value: Int16, length: UInt8, advance: UInt8) -> JPEGCoefficientEntry {
    var entry = self
    entry.length &+= length
    entry.valueStart &+= length
    entry.advance &+= advance
    entry.firstAdvance = advance
    entry.firstLength = length
    entry.firstValue = value
    return entry
  }

  /// The value of the last symbol, given the bits that the entry is for.
  @inline(__always)
  func value(_ bits: UInt64) -> Int { (bits &<< UInt64(valueStart)).jpegValue(unused: UInt64(unused)) }

  /// Whether a block may end before `position`.
  @inline(__always)
  static func ends(_ position: Int) -> Bool { position == 64 || (end + 1..<end + 64).contains(position) }

  var isUnknown: Bool { advance == Self.unknownAdvance }
  /// Whether a symbol alone can have one after it in the block.
  var canPrecede: Bool { advance < Self.end }
}
