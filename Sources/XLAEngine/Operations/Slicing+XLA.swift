import Tensors

extension Slicing: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let limits = dimensions.indices.map { places.first[$0] + places.step[$0] * (dimensions[$0] - 1) + 1 }
    return node[0].sliced(from: [0] + places.first, to: [node.samples] + limits, step: [1] + places.step)
  }
}

extension Padding: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let inner = node.shapes[0].dimensions
    let rest = inner.indices.map { dimensions[$0] - places.first[$0] - places.step[$0] * (inner[$0] - 1) - 1 }
    return node[0].padded(low: [0] + places.first, high: [0] + rest, between: [0] + places.step.map { $0 - 1 })
  }
}
