/// A change of contrast by a uniform factor; DIGITS 6.1, TensorFlow's `random_contrast`.
package enum ContrastChange {
  /// The factor of one image, from 1 - `spread` to 1 + `spread`.
  package static func drawn(_ draws: AugmentationDraws, spread: Double) -> Double {
    1 + spread * draws.words(.contrast)[0].aroundZero
  }

  /// Multiplies the difference of each pixel from its plane's mean by `factor`, clipped; may work in place.
  package static func change<P: Pixel>(
    _ pixels: UnsafePointer<P>, planes: Int, plane: Int, by factor: Double, into result: UnsafeMutablePointer<P>
  ) {
    for first in stride(from: 0, to: planes * plane, by: plane) {
      let mean = P.sum(pixels + first, plane) / Double(plane)
      let (scale, offset) = (Float(factor), Float(mean - mean * factor))
      for i in first..<first + plane {
        result[i] = P(level: min(max(pixels[i].level * scale + offset, 0), 255))
      }
    }
  }
}
