import Tensors

extension PredictionError: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    kind.error(node[0], node[1]).reduced(along: Array(node.shapes[0].dimensions.indices.map { $0 + 1 }))
  }
}

extension PredictionError.Kind {
  /// The error of each prediction y (logit y, for the cross-entropy) with its target t.
  fileprivate func error(_ y: ONNXValue, _ t: ONNXValue) -> ONNXValue {
    switch self {
    case .squared:
      let difference = y - t
      return difference * difference
    case .absolute:
      return (y - t).unary("Abs")
    case .huber(let delta):
      let size = (y - t).unary("Abs")
      return size.compared("LessOrEqual", to: delta).select(0.5 * (size * size), delta * (size - delta / 2))
    case .binaryCrossEntropy:
      return y.unary("Relu") - y * t + (-y.unary("Abs")).unary("Softplus")
    }
  }
}
