import Tensors

extension Convolution: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (images, features) = (node[0].dimensions, node.dimensions)
    let kernel = node[1].dimensions
    return node[0].convolved(
      with: node[1], labels: "[b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]",
      ConvolutionForm(
        strides: [stride, stride], low: [padding, padding],
        // Rows and columns that no filter reaches are cropped.
        high: [2, 3].map { (features[$0] - 1) * stride + kernel[$0] - images[$0] - padding }),
      to: features)
  }
}
