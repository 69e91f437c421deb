import Tensors

extension Elementwise: TorchOperation {
  func torch(_ node: TorchNode) -> String { kind.torch(node[0], node[1]) }
}

extension Elementwise.Kind {
  func torch(_ a: String, _ b: String) -> String {
    switch self {
    case .add: "\(a) + \(b)"
    case .subtract: "\(a) - \(b)"
    case .multiply: "\(a) * \(b)"
    case .divide: "\(a) / \(b)"
    }
  }
}

extension BroadcastArithmetic: TorchOperation {
  func torch(_ node: TorchNode) -> String { kind.torch(node[0], node[1].aligned(without: axes, of: node.shapes[0])) }
}

extension Activation: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    switch kind {
    case .relu: "torch.relu(\(node[0]))"
    case .tanh: "torch.tanh(\(node[0]))"
    case .sigmoid: "torch.sigmoid(\(node[0]))"
    case .leakyRelu: "F.leaky_relu(\(node[0]), 0.01)"
    case .elu: "F.elu(\(node[0]))"
    case .selu: "F.selu(\(node[0]))"
    case .softplus: "F.softplus(\(node[0]))"
    }
  }
}

extension ElementwiseFunction: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let x = node[0]
    switch kind {
    case .exponential: return "torch.exp(\(x))"
    case .logarithm: return "torch.log(\(x))"
    case .square: return "\(x) ** 2"
    case .squareRoot: return "torch.sqrt(\(x))"
    case .absolute: return "torch.abs(\(x))"
    case .reciprocal: return "1 / \(x)"
    case .sign: return "torch.sign(\(x))"
    case .gelu: return "F.gelu(\(x))"
    case .scale(-1): return "-\(x)"
    case .scale(let factor):
      if node.method.isAveraged(node.operands[0]) { return x }
      return "\(Python.number(factor)) * \(x)"
    case .add(let number): return number < 0 ? "\(x) - \(Python.number(-number))" : "\(x) + \(Python.number(number))"
    case .clip(let range):
      // PyTorch takes the decimals of the largest float for more than any float.
      let (low, high) = (range.lowerBound, range.upperBound)
      if high == .greatestFiniteMagnitude { return "torch.clamp(\(x), min=\(Python.number(low)))" }
      if low == -.greatestFiniteMagnitude { return "torch.clamp(\(x), max=\(Python.number(high)))" }
      return "torch.clamp(\(x), \(Python.number(low)), \(Python.number(high)))"
    case .greater(let threshold): return "(\(x) > \(Python.number(threshold))).to(\(x).dtype)"
    case .within(let range):
      return
        "((\(x) >= \(Python.number(range.lowerBound))) & (\(x) <= \(Python.number(range.upperBound)))).to(\(x).dtype)"
    }
  }
}

extension GradientStop: TorchOperation {
  func torch(_ node: TorchNode) -> String { node[0] }
}

extension StepNumber: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    switch kind {
    case .ramp(let ramp): Python.number(Float(ramp.to))
    case .samples: "torch.tensor(float(\(node.method.batch)))"
    case .reciprocalOfSamples: "torch.tensor(1 / \(node.method.batch))"
    case .besselCorrection(let count):
      "torch.tensor(\(count) * \(node.method.batch) / max(\(count) * \(node.method.batch) - 1, 1))"
    }
  }
}
