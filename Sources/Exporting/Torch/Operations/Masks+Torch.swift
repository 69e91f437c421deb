import Tensors

extension TopMask: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    // A stable order selects the first of equal elements.
    let places = "\(node[0]).flatten(1).sort(dim=1, descending=True, stable=True).indices[:, :\(k)]"
    return "torch.zeros_like(\(node[0]).flatten(1)).scatter(1, \(places), 1.0).view_as(\(node[0]))"
  }
}

extension LifetimeMask: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let share = Double(fraction) * (1 - 2 * Double(Float.ulpOfOne))
    let winners = "max(1, math.ceil(\(share) * \(node.method.batch)))"
    let places = "\(node[0]).sort(dim=0, descending=True, stable=True).indices[:\(winners)]"
    return "torch.zeros_like(\(node[0])).scatter(0, \(places), 1.0)"
  }
}

extension SpatialMask: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    let places = "\(node[0]).flatten(2).argmax(2, keepdim=True)"
    return "torch.zeros_like(\(node[0]).flatten(2)).scatter(2, \(places), 1.0).view_as(\(node[0]))"
  }
}

extension OneHot: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    "(\(node[0]) == torch.arange(\(classes), device=\(node[0]).device)).to(\(node[0]).dtype)"
  }
}
