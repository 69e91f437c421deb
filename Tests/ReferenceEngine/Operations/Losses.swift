import Foundation
import Tensors

extension PredictionError: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (y, t) = (node[0], node[1])
    return node.result(
      (0..<y.samples).map { n in zip(y.sample(n), t.sample(n)).reduce(0) { $0 + kind.value(of: $1.0, $1.1) } })
  }
}

extension PredictionErrorGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (y, t, de) = (node[0], node[1], node[2].values)
    return node.result { n, c, p in
      kind.slope(at: y[sample: n, channel: c, position: p], t[sample: n, channel: c, position: p]) * de[n]
    }
  }
}

extension PredictionError.Kind {
  /// The error of one prediction y (of one logit y, for the cross-entropy) with the target t.
  fileprivate func value(of y: Double, _ t: Double) -> Double {
    let difference = abs(y - t)
    switch self {
    case .squared: return difference * difference
    case .absolute: return difference
    case .huber(let delta):
      let delta = Double(delta)
      return difference <= delta ? difference * difference / 2 : delta * (difference - delta / 2)
    case .binaryCrossEntropy: return max(y, 0) - y * t + log1p(exp(-abs(y)))
    }
  }

  /// The slope of the error in y.
  fileprivate func slope(at y: Double, _ t: Double) -> Double {
    switch self {
    case .squared: 2 * (y - t)
    case .absolute: y > t ? 1 : y < t ? -1 : 0
    case .huber(let delta): min(max(y - t, -Double(delta)), Double(delta))
    case .binaryCrossEntropy: 1 / (1 + exp(-y)) - t
    }
  }
}
