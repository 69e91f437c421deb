/// The range of the numbers in the inverse transforms of a picture.
///
/// Where ``isOrdinary`` holds, libjpeg's arithmetic is the same with and without vectors: nothing is cut to 16 bits,
/// and nothing wraps. Pictures that were encoded from samples stay far within.
struct JPEGTransformRange {
  // Bits of numbers that are moved so that the least is 0.
  private var means: UInt = 0
  private var coefficients = SIMD8<UInt16>()
  private var columns = SIMD4<UInt32>()
  private var samples = SIMD4<UInt32>()

  /// Whether coefficients lie from -2048 to 2047, columns from -16384 to 16383 and samples from -512 to 511.
  var isOrdinary: Bool { means < 4096 && coefficients.max() < 4096 && columns.max() < 32768 && samples.max() < 1024 }

  /// Notes a dequantised DC coefficient.
  @inline(__always)
  mutating func note(mean: Int) { means |= UInt(bitPattern: mean &+ 2048) }

  /// Notes dequantised coefficients.
  @inline(__always)
  mutating func note(coefficients values: SIMD8<Int16>) {
    coefficients |= unsafeBitCast(values &+ 2048, to: SIMD8<UInt16>.self)
  }

  /// Notes what columns were transformed to.
  @inline(__always)
  mutating func note(columns values: SIMD4<Int32>) { columns |= unsafeBitCast(values &+ 16384, to: SIMD4<UInt32>.self) }

  /// Notes samples about 0.
  @inline(__always)
  mutating func note(samples values: SIMD4<Int32>) { samples |= unsafeBitCast(values &+ 512, to: SIMD4<UInt32>.self) }
}
