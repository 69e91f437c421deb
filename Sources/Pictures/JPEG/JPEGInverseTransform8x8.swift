/// `jpeg_idct_islow`, by the method of Loeffler, Ligtenberg and Moschytz, ICASSP 1989, its products multiplied out.
enum JPEGInverseTransform8x8 {
  /// Writes 64 samples and takes the coefficients out of their slots; `mean` is the DC coefficient, dequantised.
  static func write(
    mean: Int32, _ block: UnsafeMutablePointer<Int16>, _ quantisers: UnsafePointer<Int16>,
    into target: UnsafeMutablePointer<UInt8>, stride: Int, range: inout JPEGTransformRange
  ) {
    withUnsafeTemporaryAllocation(of: SIMD4<Int32>.self, capacity: 24) { lanes in
      guard let even = lanes.baseAddress else { return }
      let (odd, rows) = (even + 8, even + 16)
      for number in 0..<8 {
        var row = SIMD8<Int16>.taken(number, block, quantisers, &range)
        if number == 0 { row[0] = Int16(truncatingIfNeeded: mean) }
        even[number] = row.evens
        odd[number] = row.odds
      }
      // Columns, four at a time, each a lane.
      transform(even, shift: 11)
      transform(odd, shift: 11)
      for number in 0..<16 {
        range.note(columns: even[number])
        even[number] = even[number].cut
      }
      // Rows, the same.
      for first in [0, 4] {
        (rows[0], rows[2], rows[4], rows[6]) = SIMD4.transposed(
          even[first], even[first + 1], even[first + 2], even[first + 3])
        (rows[1], rows[3], rows[5], rows[7]) = SIMD4.transposed(
          odd[first], odd[first + 1], odd[first + 2], odd[first + 3])
        transform(rows, shift: 18)
        for number in 0..<8 {
          range.note(samples: rows[number])
          rows[number] = (rows[number] &+ 128).level
        }
        let left = SIMD4.packed(rows[0], rows[1], rows[2], rows[3])
        let right = SIMD4.packed(rows[4], rows[5], rows[6], rows[7])
        for row in 0..<4 {
          let samples = UnsafeMutableRawPointer(target + (first + row) * stride)
          samples.storeBytes(of: left[row], as: Int32.self)
          samples.storeBytes(of: right[row], toByteOffset: 4, as: Int32.self)
        }
      }
    }
  }

  /// Makes eight samples of each lane's coefficients.
  private static func transform(_ x: UnsafeMutablePointer<SIMD4<Int32>>, shift: Int32) {
    let rounding: Int32 = 1 << (shift - 1)
    let (sum, difference) = ((x[0] &+ x[4]) &<< 13 &+ rounding, (x[0] &- x[4]) &<< 13 &+ rounding)
    let (even0, even1) = (x[2] &* 10703 &+ x[6] &* 4433, x[2] &* 4433 &- x[6] &* 10704)
    let odd0 = x[1] &* 11363 &+ x[3] &* 9633 &+ x[5] &* 6437 &+ x[7] &* 2260
    let odd1 = x[1] &* 9633 &- x[3] &* 2259 &- x[5] &* 11362 &- x[7] &* 6436
    let odd2 = x[1] &* 6437 &- x[3] &* 11362 &+ x[5] &* 2261 &+ x[7] &* 9633
    let odd3 = x[1] &* 2260 &- x[3] &* 6436 &+ x[5] &* 9633 &- x[7] &* 11363
    let evens = (sum &+ even0, difference &+ even1, difference &- even1, sum &- even0)
    (x[0], x[7]) = ((evens.0 &+ odd0) &>> shift, (evens.0 &- odd0) &>> shift)
    (x[1], x[6]) = ((evens.1 &+ odd1) &>> shift, (evens.1 &- odd1) &>> shift)
    (x[2], x[5]) = ((evens.2 &+ odd2) &>> shift, (evens.2 &- odd2) &>> shift)
    (x[3], x[4]) = ((evens.3 &+ odd3) &>> shift, (evens.3 &- odd3) &>> shift)
  }
}
