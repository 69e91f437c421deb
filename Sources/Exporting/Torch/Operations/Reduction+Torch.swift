import Tensors

extension Reduction: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let places = node.shapes[0].places(of: axes)
    let x = node[0]
    guard !places.isEmpty else { return function == .sumOfSquares ? "\(x) ** 2" : x }
    let dimensions = "dim=\(Python.tuple(places))\(axes == .channels ? ", keepdim=True" : "")"
    switch function {
    case .sum: return "\(x).sum(\(dimensions))"
    case .mean: return "\(x).mean(\(dimensions))"
    case .variance: return "\(x).var(\(dimensions), correction=0)"
    case .sumOfSquares: return "(\(x) ** 2).sum(\(dimensions))"
    case .maximum: return "\(x).amax(\(dimensions))"
    case .logSumExp: return "torch.logsumexp(\(x), \(dimensions))"
    }
  }
}

extension GroupSoftmax: TorchOperation {
  func torch(_ node: TorchNode) -> String { node.inGroups(of: k, "F.softmax") }
}

extension GroupLogSoftmax: TorchOperation {
  func torch(_ node: TorchNode) -> String { node.inGroups(of: k, "F.log_softmax") }
}

extension TorchNode {
  /// `function` of groups of `k` features.
  fileprivate func inGroups(of k: Int, _ function: String) -> String {
    if k == shape.count { return "\(function)(\(self[0]), dim=1)" }
    return "\(function)(\(self[0]).reshape(-1, \(shape.count / k), \(k)), dim=2).flatten(1)"
  }
}
