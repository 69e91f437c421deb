import Tensors

extension GroupSoftmax: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let group = Group(node[0], of: k)
    return (group.exponentials / group.repeated(group.sums)).reshaped(to: node.dimensions)
  }
}

extension GroupLogSoftmax: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let group = Group(node[0], of: k)
    return (group.shifted - group.repeated(group.sums.unary("log"))).reshaped(to: node.dimensions)
  }
}

/// Features in groups, each less the maximum of its group: `[n, g, k]`.
private struct Group {
  let shifted: Value
  let exponentials: Value

  init(_ features: Value, of k: Int) {
    let groups = features.reshaped(to: [features.dimensions[0], features.dimensions[1] / k, k])
    let maximum = groups.reduced(by: .maximum, along: [2])
    shifted = groups - maximum.broadcast(to: groups.dimensions, axes: [0, 1])
    exponentials = shifted.unary("exponential")
  }

  /// Σ exp of each group, `[n, g]`.
  var sums: Value { exponentials.reduced(along: [2]) }

  /// A number of each group at each of its features.
  func repeated(_ value: Value) -> Value { value.broadcast(to: shifted.dimensions, axes: [0, 1]) }
}
