#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The similarity (1 + a d²ᵇ)⁻¹ of positions in UMAP at distance d.
///
/// a and b fit 1 up to the minimum distance and exp(minimum - d) beyond, by least squares at 300 distances from 0 to 3.
package struct SimilarityCurve: Sendable {
  package let a: Double
  package let b: Double

  package init(minDistance: Double) {
    let points = (0..<300).map { index -> (x: Double, y: Double) in
      let x = 3 * Double(index) / 299
      return (x, x < minDistance ? 1 : exp(minDistance - x))
    }
    func error(_ a: Double, _ b: Double) -> Double {
      points.reduce(0) { sum, point in
        let residual = 1 / (1 + a * pow(point.x, 2 * b)) - point.y
        return sum + residual * residual
      }
    }
    // Levenberg and Marquardt.
    var (a, b, damping) = (1.0, 1.0, 1e-3)
    var least = error(a, b)
    for _ in 0..<200 {
      var (aa, ab, bb, ra, rb) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for point in points where point.x > 0 {
        let power = pow(point.x, 2 * b)
        let value = 1 / (1 + a * power)
        let (da, db) = (-power * value * value, -2 * a * power * log(point.x) * value * value)
        let residual = value - point.y
        (aa, ab, bb) = (aa + da * da, ab + da * db, bb + db * db)
        (ra, rb) = (ra + da * residual, rb + db * residual)
      }
      let (daa, dbb) = (aa * (1 + damping), bb * (1 + damping))
      let determinant = daa * dbb - ab * ab
      let next = (a: a - (dbb * ra - ab * rb) / determinant, b: b - (daa * rb - ab * ra) / determinant)
      let found = next.a > 0 && next.b > 0 ? error(next.a, next.b) : .infinity
      if found < least {
        (a, b, least, damping) = (next.a, next.b, found, damping / 10)
      } else {
        damping *= 10
      }
      if damping > 1e12 { break }
    }
    (self.a, self.b) = (a, b)
  }
}
