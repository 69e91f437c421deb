import Randomness
import Tensors

extension RandomDraw: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let source = node.batch.position.draws(ofStream: stream)
    let quarter = (shape.count + 3) / 4
    let samples = shape.isBatched ? node.batch.samples : 1
    return node.result(
      (0..<samples).flatMap { sample in
        (0..<shape.count).map { element in
          let counter = shape.isBatched ? node.batch.position.drawnSample(sample) : 0
          let words = source.bits(sample: counter, element: UInt32(element % quarter))
          return distribution.number(of: words[element / quarter])
        }
      })
  }
}

extension RandomDistribution {
  /// What 32 random bits are made into, by their upper 24.
  fileprivate func number(of word: UInt32) -> Double {
    let bits = Double(word >> 8)
    return switch self {
    case .uniform: bits * 0x1p-24
    case .normal: normalQuantile((bits + 0.5) * 0x1p-24)
    }
  }
}

/// √2 erf⁻¹(2 u - 1): where the normal distribution function is u, by Newton's method.
private func normalQuantile(_ u: Double) -> Double {
  // Below zero the function is convex: from zero, no step goes beyond the root.
  guard u <= 0.5 else { return -normalQuantile(1 - u) }
  var x = 0.0
  for _ in 0..<100 {
    let step = (normalDistribution(x) - u) / normalDensity(x)
    x -= step
    if abs(step) < 1e-14 { break }
  }
  return x
}
