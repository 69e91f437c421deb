import Tensors

extension MatrixProduct: TorchOperation {
  func torch(_ node: TorchNode) -> String { "F.linear(\(node[0]), \(node[1]))" }
}

extension Convolution: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    "F.conv2d(\(node[0]), \(node[1]), stride=\(stride), padding=\(padding))"
  }
}

extension TransposedConvolution: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    "F.conv_transpose2d(\(node[0]), \(node[1]), stride=\(stride), padding=\(padding), "
      + "output_padding=(\(rowPadding), \(columnPadding)))"
  }
}

extension Normalization: TorchOperation {
  func torch(_ node: TorchNode) -> String {
    guard statistics == .given else {
      return "F.batch_norm(\(node[0]), None, None, \(node[3]), \(node[4]), training=True, eps=\(epsilon))"
    }
    return "F.batch_norm(\(node[0]), \(node[1]), \(node[2]), \(node[3]), \(node[4]), eps=\(epsilon))"
  }
}
