internal import Foundation

// Noise on levels that are not rounded: of the same draws, without rounding.
extension PixelNoise {
  /// Φ⁻¹((k + 1/2) / 65536) for each k of 16 bits.
  private static let quantiles: [Float] = {
    let count = 65_536
    var quantiles = [Float](repeating: 0, count: count)
    var z = 0.0
    // From the middle outwards, where Newton's method converges from the last quantile.
    for k in (0..<count / 2).reversed() {
      let share = (Double(k) + 0.5) / Double(count)
      var change = Double.infinity
      while abs(change) > 1e-9 {
        let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        change = (0.5 * erfc(-z / 2.0.squareRoot()) - share) / density
        z -= change
      }
      (quantiles[k], quantiles[count - 1 - k]) = (Float(z), Float(-z))
    }
    return quantiles
  }()

  /// Adds noise to `count` levels, clipped; may work in place.
  package func add(
    to pixels: UnsafePointer<Float>, count: Int, _ draws: AugmentationDraws, into result: UnsafeMutablePointer<Float>
  ) {
    let deviation = Float(levels)
    Self.quantiles.withUnsafeBufferPointer { quantiles in
      for first in stride(from: 0, to: count, by: 8) {
        let amount = Self.eight(of: quantiles, draws.noise(block: UInt32(truncatingIfNeeded: first / 8))) * deviation
        for i in 0..<min(8, count - first) { result[first + i] = min(max(pixels[first + i] + amount[i], 0), 255) }
      }
    }
  }
}
