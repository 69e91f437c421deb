import Tensors

extension PredictionError: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (y, t) = (node[0], node[1])
    return kind.error(y, t).reduced(along: Array(y.dimensions.indices.dropFirst()))
  }
}

extension PredictionErrorGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    kind.slope(node[0], node[1]) * node[2].broadcast(to: node.dimensions, axes: [0])
  }
}

extension PredictionError.Kind {
  /// The error of each prediction y (logit y, for the cross-entropy) with its target t.
  fileprivate func error(_ y: Value, _ t: Value) -> Value {
    switch self {
    case .squared:
      let difference = y - t
      return difference * difference
    case .absolute:
      return (y - t).unary("abs")
    case .huber(let delta):
      let size = (y - t).unary("abs")
      return size.compared(.lessOrEqual, to: delta).select(0.5 * (size * size), delta * (size - delta / 2))
    case .binaryCrossEntropy:
      return y.maximum(y.splat(0)) - y * t + (-y.unary("abs")).unary("exponential").unary("log_plus_one")
    }
  }

  /// The slope of the error in y.
  fileprivate func slope(_ y: Value, _ t: Value) -> Value {
    switch self {
    case .squared: 2 * (y - t)
    case .absolute: (y - t).unary("sign")
    case .huber(let delta): (y - t).maximum(y.splat(-delta)).minimum(y.splat(delta))
    case .binaryCrossEntropy: y.unary("logistic") - t
    }
  }
}
