import Tensors

extension Input: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    guard let numbers = node.batch.inputs[inputName] else { fatalError("the feed \(inputName) is missing") }
    return node.result(numbers)
  }
}

extension ParameterValue: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.result(node.batch.parameters[index]) }
}

extension Constant: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.result([Double(value)]) }
}

extension StepNumber: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let samples = Double(node.batch.samples)
    let number =
      switch kind {
      case .ramp(let ramp): ramp.value(at: node.batch.position)
      case .samples: samples
      case .reciprocalOfSamples: 1 / samples
      case .besselCorrection(let elements): samples * Double(elements) / max(samples * Double(elements) - 1, 1)
      }
    return node.result([number])
  }
}
