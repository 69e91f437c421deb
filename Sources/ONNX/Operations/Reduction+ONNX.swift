import Tensors

extension Reduction: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let places = node.shapes[0].places(of: axes)
    // A reduction over channels alone leaves one.
    func reduced(_ type: String, _ x: ONNXValue) -> ONNXValue {
      x.reduced(type, along: places, keepsAxes: axes == .channels)
    }
    switch function {
    case .sum: return reduced("ReduceSum", node[0])
    case .mean: return reduced("ReduceMean", node[0])
    case .variance:
      let deviation = node[0] - node[0].reduced("ReduceMean", along: places, keepsAxes: true)
      return reduced("ReduceMean", deviation * deviation)
    case .sumOfSquares: return places.isEmpty ? node[0] * node[0] : reduced("ReduceSumSquare", node[0])
    case .maximum: return reduced("ReduceMax", node[0])
    case .logSumExp: return reduced("ReduceLogSumExp", node[0])
    }
  }
}
