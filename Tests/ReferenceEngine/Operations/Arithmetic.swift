import Tensors

extension Elementwise: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.zipping(kind.value(of:_:)) }
}

extension Elementwise.Kind {
  func value(of a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    }
  }
}
