extension Float {
  /// The smallest number above which all numbers are integers.
  private static let firstWithoutFraction: Float = 0x1p23

  /// The nearest byte to this number in [0, 255], ties to even; without branches, for loops.
  @inline(__always)
  var nearestByte: UInt8 { UInt8(truncatingIfNeeded: (self + Self.firstWithoutFraction).bitPattern) }

  /// The fraction of this number from 0 to 2²²; without branches, for loops.
  @inline(__always)
  var fraction: Float {
    let difference = self - ((self + Self.firstWithoutFraction) - Self.firstWithoutFraction)
    return difference < 0 ? difference + 1 : difference
  }
}
