internal import Randomness

/// The coordinates of samples along their first two principal components, from which an embedding starts.
///
/// Where there are fewer components, the other coordinates are normal draws of the deviation of the first, or of 1.
func principalStart(of samples: [Float], size: Int, seed: UInt64) throws(StatisticsError) -> [SIMD2<Double>] {
  let count = rows(of: samples, size: size)
  let components = min(2, size, count)
  let found = try PrincipalComponents(of: samples, size: size, count: components)
  let codes = found.codes(of: samples)
  let deviation = found.variances[0] > 0 ? found.variances[0].squareRoot() : 1
  let draws = Philox(seed: seed, purpose: .analyzing)
  return (0..<count).map { sample in
    var position = SIMD2<Double>.zero
    for axis in 0..<2 {
      position[axis] =
        axis < components && found.variances[axis] > 0
        ? Double(codes[sample * components + axis])
        : deviation * draws.normal(element: UInt32(2 * sample + axis))
    }
    return position
  }
}
