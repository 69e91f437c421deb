/// `jpeg_idct_4x4`: of the coefficients all but those in the middle row and column.
enum JPEGInverseTransform4x4 {
  /// Writes 16 samples and takes the coefficients out of their slots; `mean` is the DC coefficient, dequantised.
  static func write(
    mean: Int32, _ block: UnsafeMutablePointer<Int16>, _ quantisers: UnsafePointer<Int16>,
    into target: UnsafeMutablePointer<UInt8>, stride: Int, range: inout JPEGTransformRange
  ) {
    var row0 = SIMD8<Int16>.taken(0, block, quantisers, &range)
    row0[0] = Int16(truncatingIfNeeded: mean)
    let row1 = SIMD8<Int16>.taken(1, block, quantisers, &range)
    let row2 = SIMD8<Int16>.taken(2, block, quantisers, &range)
    let row3 = SIMD8<Int16>.taken(3, block, quantisers, &range)
    let row5 = SIMD8<Int16>.taken(5, block, quantisers, &range)
    let row6 = SIMD8<Int16>.taken(6, block, quantisers, &range)
    let row7 = SIMD8<Int16>.taken(7, block, quantisers, &range)
    // Columns, four at a time, each a lane; then rows.
    let even = columns(
      transform(
        row0.evens, row1.evens, row2.evens, row3.evens, row5.evens, row6.evens, row7.evens, shift: 12), &range)
    let odd = columns(
      transform(row0.odds, row1.odds, row2.odds, row3.odds, row5.odds, row6.odds, row7.odds, shift: 12), &range)
    let samples = transform(even.0, odd.0, even.1, odd.1, odd.2, even.3, odd.3, shift: 19)
    let bytes = SIMD4.packed(
      level(samples.0, &range), level(samples.1, &range), level(samples.2, &range), level(samples.3, &range))
    for row in 0..<4 {
      UnsafeMutableRawPointer(target + row * stride).storeBytes(of: bytes[row], as: Int32.self)
    }
  }

  /// Four samples of each lane's coefficients.
  @inline(__always)
  private static func transform(
    _ x0: SIMD4<Int32>, _ x1: SIMD4<Int32>, _ x2: SIMD4<Int32>, _ x3: SIMD4<Int32>, _ x5: SIMD4<Int32>,
    _ x6: SIMD4<Int32>, _ x7: SIMD4<Int32>, shift: Int32
  ) -> (SIMD4<Int32>, SIMD4<Int32>, SIMD4<Int32>, SIMD4<Int32>) {
    let mean = x0 &<< 14 &+ 1 << (shift - 1)
    let even = x2 &* 15137 &- x6 &* 6270
    let (outer, inner) = (mean &+ even, mean &- even)
    let odd0 = x1 &* 20995 &+ x3 &* 7373 &- x5 &* 4926 &- x7 &* 4176
    let odd1 = x1 &* 8697 &- x3 &* 17799 &+ x5 &* 11893 &- x7 &* 1730
    return (
      (outer &+ odd0) &>> shift, (inner &+ odd1) &>> shift, (inner &- odd1) &>> shift, (outer &- odd0) &>> shift
    )
  }

  /// Four columns of samples, turned.
  @inline(__always)
  private static func columns(
    _ rows: (SIMD4<Int32>, SIMD4<Int32>, SIMD4<Int32>, SIMD4<Int32>), _ range: inout JPEGTransformRange
  ) -> (SIMD4<Int32>, SIMD4<Int32>, SIMD4<Int32>, SIMD4<Int32>) {
    range.note(columns: rows.0)
    range.note(columns: rows.1)
    range.note(columns: rows.2)
    range.note(columns: rows.3)
    return SIMD4.transposed(rows.0.cut, rows.1.cut, rows.2.cut, rows.3.cut)
  }

  @inline(__always)
  private static func level(_ samples: SIMD4<Int32>, _ range: inout JPEGTransformRange) -> SIMD4<Int32> {
    range.note(samples: samples)
    return (samples &+ 128).level
  }
}
