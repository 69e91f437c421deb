import Tensors

extension Input: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node.lowering.input(inputName) }
}

extension ParameterValue: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node.lowering.parameter(index) }
}

extension Constant: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue { node.writer.number(value) }
}

extension StepNumber: ONNXOperation {
  /// A ramp at its end; other numbers by the size of the batch.
  func lower(_ node: LoweredNode) -> ONNXValue {
    var samples: ONNXValue { node.lowering.batch.asReal.reshaped(to: []) }
    switch kind {
    case .ramp(let ramp): return node.writer.number(Float(ramp.to))
    case .samples: return samples
    case .reciprocalOfSamples: return samples.unary("Reciprocal")
    case .besselCorrection(let elements):
      let number = Float(elements) * samples
      return number / (number - 1).binary("Max", node.writer.number(1))
    }
  }
}
