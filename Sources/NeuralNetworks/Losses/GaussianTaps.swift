import Foundation

/// The weights of a Gaussian window, which sum to 1: `count` of them, an odd number, `deviation` in pixels above 0.
func gaussianTaps(deviation: Double, count: Int) -> [Float] {
  let weights = (0..<count).map { i in
    let distance = Double(i - count / 2) / deviation
    return exp(-0.5 * distance * distance)
  }
  let sum = weights.reduce(0, +)
  return weights.map { Float($0 / sum) }
}
