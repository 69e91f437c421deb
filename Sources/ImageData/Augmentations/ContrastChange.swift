/// Contrast stronger or weaker by a uniform factor; DIGITS 6.1, TensorFlow's `random_contrast`.
package enum ContrastChange {
  /// The factor of one image, between 1 - `most` and 1 + `most`.
  package static func drawn(_ draws: AugmentationDraws, most: Double) -> Double {
    1 + most * draws.words(.contrast)[0].aroundZero
  }

  /// Writes `pixels`, so many planes, with the difference to the mean of each plane multiplied by `factor`, rounded and
  /// clipped; the two may be the same memory.
  package static func change(
    _ pixels: UnsafePointer<UInt8>, planes: Int, plane: Int, by factor: Double, into result: UnsafeMutablePointer<UInt8>
  ) {
    for first in stride(from: 0, to: planes * plane, by: plane) {
      var sum: UInt64 = 0
      for i in first..<first + plane { sum &+= UInt64(pixels[i]) }
      let mean = Double(sum) / Double(plane)
      let (scale, offset) = (Float(factor), Float(mean - mean * factor))
      for i in first..<first + plane {
        result[i] = min(max(Float(pixels[i]) * scale + offset, 0), 255).nearestByte
      }
    }
  }
}
