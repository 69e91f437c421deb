import Tensors

extension ConvolutionFilterGradient: XLAOperation {
  /// A convolution of the images with the gradient: channels are its samples, and samples its channels.
  func lower(_ node: LoweredNode) -> Value {
    let (features, images, kernel) = (node[0].dimensions, node[1].dimensions, node.dimensions)
    return node[1].convolved(
      with: node[0], labels: "[f, b, 0, 1]x[i, o, 0, 1]->[f, b, 0, 1]",
      ConvolutionForm(
        low: [padding, padding],
        high: [2, 3].map { (features[$0] - 1) * stride + kernel[$0] - images[$0] - padding },
        filterDilation: [stride, stride]),
      to: kernel)
  }
}
