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
      let graph = node.lowering.graph
      return averagedWindows(graph.nodes[node.id], in: graph).map { $0.averages(of: node.images) } ?? factor * x
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

extension ElementwiseFunction {
  /// The windows that `node` averages: its operand is their sums, and its factor makes averages of them.
  func averagedWindows(_ node: Graph.Node, in graph: Graph) -> Windows? {
    guard case .scale(let factor) = kind, let sums = graph.nodes[node.inputs[0]].operation as? SumPooling else {
      return nil
    }
    return factor == 1 / Float(sums.windows.window * sums.windows.window) ? sums.windows : nil
  }
}

extension LoweredNode {
  /// The images whose windows operand 0 sums.
  fileprivate var images: ONNXValue { lowering.read(lowering.graph.nodes[operands[0]].inputs[0]) }
}
