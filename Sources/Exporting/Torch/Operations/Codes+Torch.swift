import Tensors

extension NearestCodes: TorchOperation {
  /// The code with the maximum x · code - |code|² / 2.
  func torch(_ node: TorchNode) -> String {
    let vectors = node.shapes[0].dimensions.count == 1 ? node[0] : "\(node[0]).movedim(1, -1)"
    let scores = "(\(vectors) @ \(node[1]).T - 0.5 * (\(node[1]) ** 2).sum(1))"
    return node.shapes[0].dimensions.count == 1
      ? "\(scores).argmax(-1, keepdim=True)" : "\(scores).argmax(-1).unsqueeze(1)"
  }
}

extension GatheredCodes: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let indices = "\(node[1]).squeeze(1).long().clamp(0, \(node.shapes[0].dimensions[0] - 1))"
    let vectors = "F.embedding(\(indices), \(node[0]))"
    return node.shape.dimensions.count == 1 ? vectors : "\(vectors).movedim(-1, 1)"
  }
}

extension CodeAverages: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let (sums, counts, codes) = (node[0], node[1], node.shapes[0].dimensions[0])
    let smoothed =
      "((\(counts) + \(epsilon)) * \(counts).sum() / (\(counts).sum() + \(Float(codes) * epsilon))).unsqueeze(1)"
    return "torch.where(\(smoothed) > 0, \(sums) / \(smoothed), torch.zeros_like(\(sums)))"
  }
}
