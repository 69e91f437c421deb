import Tensors

extension Slicing: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let limits = dimensions.indices.map { places.first[$0] + places.step[$0] * (dimensions[$0] - 1) + 1 }
    return node[0].sliced(from: places.first, to: limits, step: places.step)
  }
}

extension Padding: ONNXOperation {
  func lower(_ node: LoweredNode) -> ONNXValue {
    let inner = node.shapes[0].dimensions
    var value = node[0]
    var size = inner
    if places.step.contains(where: { $0 > 1 }) {
      // Each element at the start of its step: [n, k] as [n, k, 1], padded to [n, k, step], as [n, k · step].
      let apart = inner.flatMap { [$0, 1] }
      size = inner.indices.map { inner[$0] * places.step[$0] }
      value = value.reshaped(to: [-1] + apart)
        .padded(low: apart.map { _ in 0 }, high: places.step.flatMap { [0, $0 - 1] }).reshaped(to: [-1] + size)
    }
    return value.padded(
      low: places.first, high: dimensions.indices.map { dimensions[$0] - places.first[$0] - size[$0] })
  }
}
