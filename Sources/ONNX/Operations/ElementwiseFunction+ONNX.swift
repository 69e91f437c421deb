import Tensors

extension ElementwiseFunction: ONNXOperation {
  func isChoice(_ node: Graph.Node, in graph: Graph, readBy readers: [Graph.Node]) -> Bool {
    switch kind {
    case .sign, .greater, .within: true
    default: false
    }
  }

  func lower(_ node: LoweredNode) -> ONNXValue {
    let x = node[0]
    switch kind {
    case .exponential: return x.unary("Exp")
    case .logarithm: return x.unary("Log")
    case .square: return x * x
    case .squareRoot: return x.unary("Sqrt")
    case .absolute: return x.unary("Abs")
    case .reciprocal: return x.unary("Reciprocal")
    case .sign: return x.unary("Sign")
    // x Φ(x); the set of operators has no such function.
    case .gelu: return (0.5 * x) * ((0.707_106_78 * x).unary("Erf") + 1)
    case .scale(-1): return -x
    case .scale(let factor):
      return node.windows(ofSumsTimes: factor).map { $0.averages(of: node.images) } ?? factor * x
    case .add(let number): return x + number
    case .clip(let range):
      return node.writer.append(
        "Clip", [x, node.writer.number(range.lowerBound), node.writer.number(range.upperBound)])
    case .greater(let threshold): return x.compared("Greater", to: threshold).asReal
    case .within(let range):
      return x.compared("GreaterOrEqual", to: range.lowerBound)
        .binary("And", x.compared("LessOrEqual", to: range.upperBound)).asReal
    }
  }
}

extension LoweredNode {
  /// The windows of operand 0 where it is their sums and `factor` makes averages of them.
  fileprivate func windows(ofSumsTimes factor: Float) -> Windows? {
    guard let pooling = operation(0) as? SumPooling else { return nil }
    return factor == 1 / Float(pooling.windows.window * pooling.windows.window) ? pooling.windows : nil
  }

  /// The images whose windows operand 0 sums.
  fileprivate var images: ONNXValue { lowering.read(lowering.graph.nodes[operands[0]].inputs[0]) }
}
