/// A level from 0 to 255 as augmentations change it: a byte, or a number that is not rounded.
package protocol Pixel: BitwiseCopyable {
  /// The level `level`, which must be from 0 to 255.
  init(level: Float)
  /// The level.
  var level: Float { get }
  /// The sum of `count` levels.
  static func sum(_ pixels: UnsafePointer<Self>, _ count: Int) -> Double
  /// Adds noise to `count` levels, clipped; may work in place.
  static func add(
    _ noise: PixelNoise, to pixels: UnsafePointer<Self>, count: Int, _ draws: AugmentationDraws,
    into result: UnsafeMutablePointer<Self>)
}

extension UInt8: Pixel {
  @inline(__always)
  package init(level: Float) { self = level.nearestByte }
  @inline(__always)
  package var level: Float { Float(self) }

  package static func sum(_ pixels: UnsafePointer<UInt8>, _ count: Int) -> Double {
    var sum: UInt64 = 0
    for i in 0..<count { sum &+= UInt64(pixels[i]) }
    return Double(sum)
  }

  package static func add(
    _ noise: PixelNoise, to pixels: UnsafePointer<UInt8>, count: Int, _ draws: AugmentationDraws,
    into result: UnsafeMutablePointer<UInt8>
  ) { noise.add(to: pixels, count: count, draws, into: result) }
}

extension Float: Pixel {
  @inline(__always)
  package init(level: Float) { self = level }
  @inline(__always)
  package var level: Float { self }

  package static func sum(_ pixels: UnsafePointer<Float>, _ count: Int) -> Double {
    var sum = 0.0
    for i in 0..<count { sum += Double(pixels[i]) }
    return sum
  }

  package static func add(
    _ noise: PixelNoise, to pixels: UnsafePointer<Float>, count: Int, _ draws: AugmentationDraws,
    into result: UnsafeMutablePointer<Float>
  ) { noise.add(to: pixels, count: count, draws, into: result) }
}
