/// `jpeg_idct_2x2`: of the coefficients those in odd rows and columns, and in the first.
enum JPEGInverseTransform2x2 {
  /// Writes four samples and takes the coefficients out of their slots; `mean` is the DC coefficient, dequantised.
  @inline(__always)
  static func write(
    mean: Int32, _ block: UnsafeMutablePointer<Int16>, _ quantisers: UnsafePointer<Int16>,
    into target: UnsafeMutablePointer<UInt8>, stride: Int, range: inout JPEGTransformRange
  ) {
    let rows13 = SIMD8<Int16>.taken(0, block, quantisers, &range)
    let rows57 = SIMD8<Int16>.taken(1, block, quantisers, &range)
    let edges = SIMD8<Int16>.taken(2, block, quantisers, &range)
    // Columns; the first one by itself.
    let even = edges.evens &<< 15 &+ 1 << 12
    let odd = rows13.evens &* 29692 &- rows13.odds &* 10426 &+ rows57.evens &* 6967 &- rows57.odds &* 5906
    let above = ((even &+ odd) &>> 13).cut
    let below = ((even &- odd) &>> 13).cut
    let weights = SIMD4<Int32>(29692, -10426, 6967, -5906)
    let firstOdd = (edges.odds &* weights).wrappedSum()
    let first = SIMD2(repeating: mean &<< 15 &+ 1 << 12) &+ SIMD2(firstOdd, 0 &- firstOdd)
    // Rows.
    let evens = (first &>> 13) &<< 15 &+ 1 << 19
    let (aboves, belows) = (above &* weights, below &* weights)
    let pairs = SIMD4(lowHalf: aboves.evenHalf &+ aboves.oddHalf, highHalf: belows.evenHalf &+ belows.oddHalf)
    let odds = pairs.evenHalf &+ pairs.oddHalf
    let samples = SIMD4(lowHalf: evens &+ odds, highHalf: evens &- odds) &>> 20
    range.note(samples: samples)
    let levels = (samples &+ 128).level
    let bytes = levels.lowHalf | levels.highHalf &<< 8
    UnsafeMutableRawPointer(target).storeBytes(of: UInt16(truncatingIfNeeded: bytes[0]), as: UInt16.self)
    UnsafeMutableRawPointer(target + stride).storeBytes(of: UInt16(truncatingIfNeeded: bytes[1]), as: UInt16.self)
  }
}
