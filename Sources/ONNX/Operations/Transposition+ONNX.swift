import Tensors

extension Transposition: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node[0].transposed([1, 0]) }
}
