import Tensors

extension Reshaping: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    if node.shape == node.shapes[0] { return node[0] }
    if node.shape.isBatched, node.shape.dimensions.count == 1 { return "\(node[0]).flatten(1)" }
    return "\(node[0]).reshape(\(Python.list(node.shape.dimensions(samples: -1))))"
  }
}

extension Transposition: TorchOperation {
  func torch(_ node: TorchNode) -> String { "\(node[0]).T" }
}

extension Concatenation: TorchOperation {
  func torch(_ node: TorchNode) -> String { "torch.cat([\(node.inputs.joined(separator: ", "))], dim=1)" }
}

extension Slicing: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    "\(node[0])[\(places.torchIndices(dimensions, of: node.shapes[0].dimensions))]"
  }
}

extension Padding: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let inner = node.shapes[0].dimensions
    if places.step.allSatisfy({ $0 == 1 }) {
      let margins = dimensions.indices.reversed().flatMap {
        [places.first[$0], dimensions[$0] - places.first[$0] - inner[$0]]
      }
      let last = margins.lastIndex { $0 != 0 } ?? 0
      return "F.pad(\(node[0]), \(Python.tuple(Array(margins[...(last | 1)]))))"
    }
    let name = node.method.variable(uses: 0)
    node.method.add("\(name) = \(node[0]).new_zeros(\(node.method.batch), \(Python.list(dimensions)))")
    node.method.add("\(name)[\(places.torchIndices(inner, of: dimensions))] = \(node[0])")
    return name
  }
}

extension Places {
  /// The indices of `inner` elements within `outer`, after those of the batch: `:, 1:3`.
  fileprivate func torchIndices(_ inner: [Int], of outer: [Int]) -> String {
    let slices = outer.indices.map { axis -> String in
      if first[axis] == 0, step[axis] == 1, inner[axis] == outer[axis] { return ":" }
      let limit = first[axis] + step[axis] * (inner[axis] - 1) + 1
      return "\(first[axis]):\(limit)\(step[axis] == 1 ? "" : ":\(step[axis])")"
    }
    let last = slices.lastIndex { $0 != ":" } ?? -1
    return ([":"] + slices[..<(last + 1)]).joined(separator: ", ")
  }
}

extension Broadcast: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let aligned = node[0].aligned(without: axes, of: target)
    let sizes = target.isBatched && axes.contains(.samples) ? [node.method.batch] : target.isBatched ? ["-1"] : []
    let all = sizes + target.dimensions.map(String.init)
    return "\(aligned).expand(\(all.isEmpty ? "()" : all.joined(separator: ", ")))"
  }
}
