/// A change of contrast by a uniform factor; DIGITS 6.1, TensorFlow's `random_contrast`.
package enum ContrastChange {
  /// The factor of one image, from 1 - `spread` to 1 + `spread`.
  package static func drawn(_ draws: AugmentationDraws, spread: Double) -> Double {
    1 + spread * draws.words(.contrast)[0].aroundZero
  }

  /// Multiplies the difference of each pixel from its plane's mean by `factor`, rounded and clipped; may work in place.
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
