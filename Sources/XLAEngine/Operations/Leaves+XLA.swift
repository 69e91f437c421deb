import Tensors

extension Input: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node.lowering.input(inputName) }
}

extension ParameterValue: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node.lowering.parameter(index) }
}

extension Constant: XLAOperation {
  func lower(_ node: LoweredNode) -> Value { node.writer.splat(value, node.type) }
}

extension StepNumber: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    node.lowering.numbers.place(of: self).map { node.lowering.float(at: $0) }
      // The size of the batch is that of the executable.
      ?? node.writer.splat(value(samples: node.lowering.wholeSamples, at: RunPosition()), node.type)
  }
}
