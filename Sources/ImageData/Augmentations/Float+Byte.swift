extension Float {
  /// Numbers from this on have no digits behind the point.
  private static let firstWithoutFraction: Float = 0x1p23

  /// This number in [0, 255] as the nearest byte, of two the even one; without branches, for loops.
  @inline(__always)
  var nearestByte: UInt8 { UInt8(truncatingIfNeeded: (self + Self.firstWithoutFraction).bitPattern) }

  /// What is behind the point of this number from 0 to 2²²; without branches, for loops.
  @inline(__always)
  var fraction: Float {
    let difference = self - ((self + Self.firstWithoutFraction) - Self.firstWithoutFraction)
    return difference < 0 ? difference + 1 : difference
  }
}
