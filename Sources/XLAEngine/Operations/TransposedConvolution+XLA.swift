import Tensors

extension TransposedConvolution: XLAOperation {
  /// A convolution of the images, spread by the stride, with the filters turned by 180°.
  func lower(_ node: LoweredNode) -> Value {
    let (images, kernel, result) = (node[0].dimensions, node[1].dimensions, node.dimensions)
    let low = [2, 3].map { kernel[$0] - 1 - padding }
    let high = [2, 3].map { axis in
      result[axis] + kernel[axis] - 1 - ((images[axis] - 1) * stride + 1) - low[axis - 2]
    }
    return node[0].convolved(
      with: node[1].reversed(along: [2, 3]), labels: "[b, f, 0, 1]x[i, o, 0, 1]->[b, f, 0, 1]",
      ConvolutionForm(low: low, high: high, imageDilation: [stride, stride]), to: result)
  }
}
