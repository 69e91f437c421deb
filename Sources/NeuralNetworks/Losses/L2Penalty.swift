public import Tensors

/// `factor` / 2 · Σ w² over `weights`: TensorFlow's `l2_loss` times a factor, as in the Dynamic Training Bench.
///
/// nil without weights or for a zero factor.
public func l2Penalty(_ weights: [Parameter], factor: Float, in graph: Graph) -> Tensor? {
  guard factor != 0 else { return nil }
  return weights.map { (0.5 * factor) * graph.value(of: $0).sumOfSquares() }.reduce(nil) { sum, term in
    sum.map { $0 + term } ?? term
  }
}
