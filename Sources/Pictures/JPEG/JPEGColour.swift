/// RGB of YCbCr, as JFIF 1.02 defines it, in libjpeg's fixed-point arithmetic (jdcolor.c).
enum JPEGColour {
  /// Writes `count` pixels of 3 bytes.
  static func write(
    _ luma: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, _ red: UnsafePointer<UInt8>, count: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    var x = 0
    // Each fourth pixel from the first to the fourth on.
    while x + 16 < count {
      let (y, cb, cr) = (load(luma + x), load(blue + x), load(red + x))
      let first = pixels(y & 255, cb & 255, cr & 255)
      let second = pixels(y &>> 8 & 255, cb &>> 8 & 255, cr &>> 8 & 255)
      let third = pixels(y &>> 16 & 255, cb &>> 16 & 255, cr &>> 16 & 255)
      let fourth = pixels(y &>> 24 & 255, cb &>> 24 & 255, cr &>> 24 & 255)
      let quarter = UnsafeMutableRawPointer(target + 3 * x)
      for number in 0..<4 {
        // Four bytes are stored for a pixel, the last one to be overwritten.
        let offset = 12 * number
        quarter.storeBytes(of: first[number], toByteOffset: offset, as: Int32.self)
        quarter.storeBytes(of: second[number], toByteOffset: offset + 3, as: Int32.self)
        quarter.storeBytes(of: third[number], toByteOffset: offset + 6, as: Int32.self)
        quarter.storeBytes(of: fourth[number], toByteOffset: offset + 9, as: Int32.self)
      }
      x += 16
    }
    while x < count {
      let pixel = pixels(
        SIMD4(repeating: Int32(luma[x])), SIMD4(repeating: Int32(blue[x])), SIMD4(repeating: Int32(red[x])))[0]
      for channel in 0..<3 { target[3 * x + channel] = UInt8(truncatingIfNeeded: pixel &>> Int32(8 * channel)) }
      x += 1
    }
  }

  @inline(__always)
  private static func load(_ samples: UnsafePointer<UInt8>) -> SIMD4<Int32> {
    UnsafeRawPointer(samples).loadUnaligned(as: SIMD4<Int32>.self)
  }

  /// Red, green and blue from the least significant byte on.
  @inline(__always)
  private static func pixels(_ y: SIMD4<Int32>, _ cb: SIMD4<Int32>, _ cr: SIMD4<Int32>) -> SIMD4<Int32> {
    let (cb, cr) = (cb &- 128, cr &- 128)
    // 1.402, 0.34414, 0.71414 and 1.772 less whole numbers, times 65536.
    let red = y &+ cr &+ (cr &* 26345 &+ 32768) &>> 16
    let green = y &- cr &+ (cr &* 18734 &- cb &* 22554 &+ 32768) &>> 16
    let blue = y &+ cb &+ cb &+ (cb &* -14942 &+ 32768) &>> 16
    return SIMD4.packed(red.level, green.level, blue.level, SIMD4())
  }
}
