import Foundation

/// The `count` weights of a Gaussian window, summing to 1; `count` is odd, `deviation` in pixels above 0.
func gaussianTaps(deviation: Double, count: Int) -> [Float] {
  let weights = (0..<count).map { i in
    let distance = Double(i - count / 2) / deviation
    return exp(-0.5 * distance * distance)
  }
  let sum = weights.reduce(0, +)
  return weights.map { Float($0 / sum) }
}
