/// An inverse discrete cosine transform of a block to fewer samples, in libjpeg's arithmetic (jidctred.c, jidctint.c).
///
/// AC coefficients lie in the slots of the transform that is to take them; the last slot is for those it does not use.
enum JPEGInverseTransform: Int {
  case one = 1
  case two = 2
  case four = 4
  case eight = 8

  /// The samples of a block along a side.
  var side: Int { rawValue }

  /// How many slots there are.
  static let slots = 72
  /// The slot for what is not used.
  static let unused = 71

  /// The slot of the coefficient in `row` and `column`.
  func slot(row: Int, column: Int) -> Int {
    switch self {
    case .one: return Self.unused
    case .two:
      // Rows that are multiplied in pairs lie side by side:
      // (11 31 13 33 15 35 17 37), (51 71 53 73 55 75 57 77), (01 10 03 30 05 50 07 70).
      guard row % 2 == 1 || row == 0, column % 2 == 1 || column == 0 else { return Self.unused }
      if row == 0 { return 16 + column / 2 * 2 }
      if column == 0 { return 17 + row / 2 * 2 }
      return row / 4 * 8 + column / 2 * 2 + row / 2 % 2
    case .four: return row == 4 || column == 4 ? Self.unused : 8 * row + column
    case .eight: return 8 * row + column
    }
  }

  /// The slot of the coefficient before each position of the zigzag order, up to 255, where damaged streams lead.
  var slotsByPosition: [UInt8] {
    (0..<256).map { position in
      guard (2...64).contains(position) else { return UInt8(Self.unused) }
      let natural = JPEGZigzag.order[position - 1]
      return UInt8(slot(row: natural / 8, column: natural % 8))
    }
  }

  /// Writes the samples of a block and takes its AC coefficients out of their slots.
  ///
  /// `mean` is the DC coefficient, dequantised.
  @inline(__always)
  func write(
    mean: Int, _ block: UnsafeMutablePointer<Int16>, _ quantisers: UnsafePointer<Int16>,
    into target: UnsafeMutablePointer<UInt8>, stride: Int, range: inout JPEGTransformRange
  ) {
    range.note(mean: mean)
    let mean = Int32(truncatingIfNeeded: mean)
    switch self {
    case .one: target[0] = UInt8(truncatingIfNeeded: min(max((mean &+ 4) &>> 3 &+ 128, 0), 255))
    case .two:
      JPEGInverseTransform2x2.write(mean: mean, block, quantisers, into: target, stride: stride, range: &range)
    case .four:
      JPEGInverseTransform4x4.write(mean: mean, block, quantisers, into: target, stride: stride, range: &range)
    case .eight:
      JPEGInverseTransform8x8.write(mean: mean, block, quantisers, into: target, stride: stride, range: &range)
    }
  }
}
