import Tensors

extension Normalization: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (mean, variance, scale, shift) = (node[1], node[2], node[3], node[4])
    let factor = scale / variance.deviation(epsilon)
    return (node[0] - node.alongChannels(mean)) * node.alongChannels(factor) + node.alongChannels(shift)
  }
}

extension NormalizationScaleGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (dy, x, mean, variance) = (node[0], node[1], node[2], node[3])
    let sum = (dy * (x - node.alongChannels(mean))).reduced(along: x.dimensions.indices.filter { $0 != 1 })
    return sum / variance.deviation(epsilon)
  }
}

extension BatchNormalizationInputGradient: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let (dy, x, mean, variance) = (node[0], node[1], node[2], node[3])
    let (scale, ofScale, ofShift) = (node[4], node[5], node[6])
    let deviation = variance.deviation(epsilon)
    let elements = node.sampleCount(times: x.dimensions.dropFirst(2).reduce(1, *), deviation.type)
    let share = ofScale / (elements * deviation)
    let centred = dy - node.alongChannels(ofShift / elements)
    let projected = (x - node.alongChannels(mean)) * node.alongChannels(share)
    return node.alongChannels(scale / deviation) * (centred - projected)
  }
}

extension Value {
  /// √(self + ε) of each variance.
  fileprivate func deviation(_ epsilon: Float) -> Value { (self + epsilon).unary("sqrt") }
}
