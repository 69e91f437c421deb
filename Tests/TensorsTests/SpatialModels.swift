import Tensors

/// Models in which spatial operations stand between planes of every layout.
enum SpatialModels {
  static let all: [CheckedModel] = [
    CheckedModel(
      "pools and unpools between convolutions", inputs: ["x": [2, 6, 8], "t": [2, 6, 8]],
      parameters: ["w": [3, 2, 3, 3], "b": [3], "u": [4, 3, 3, 3], "v": [3, 4, 3, 3], "y": [2, 3, 3, 3]],
      poolingAutoencoder),
    CheckedModel(
      "padded pools, nearest upsampling", inputs: ["x": [1, 6, 7], "t": [1, 6, 6]],
      parameters: ["w": [3, 1, 3, 3], "b": [3], "v": [1, 3, 3, 3]], upsamplingAutoencoder),
    CheckedModel(
      "overlapping windows", inputs: ["x": [2, 7, 6], "t": [2, 7, 6]], parameters: ["w": [2, 2, 3, 3]],
      overlappingPools),
    CheckedModel(
      "transposed convolutions with bias and activation", inputs: ["x": [2, 3, 3], "t": [2, 12, 12]],
      parameters: ["w": [2, 3, 4, 4], "b": [3], "v": [3, 2, 3, 3], "c": [2]], deconvolutions),
    CheckedModel(
      "a strided convolution after an activation", inputs: ["x": [2, 6, 5], "t": [2, 3, 3]],
      parameters: ["w": [3, 2, 3, 3], "b": [3], "v": [2, 3, 4, 4]], stridedAfterActivation),
    CheckedModel(
      "blur and bilinear upsampling between convolutions", inputs: ["x": [1, 4, 5], "t": [1, 8, 10]],
      parameters: ["w": [3, 1, 3, 3], "v": [1, 3, 3, 3]], smoothing),
    CheckedModel(
      "cropped, averaged, unpooled at fixed positions", inputs: ["x": [2, 6, 7], "t": [2, 2, 2]],
      parameters: ["w": [2, 2, 3, 3]], moving),
  ]
}

private func poolingAutoencoder(_ at: Values) -> Tensor {
  let fine = at.x.convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b).activated(by: .tanh)
  let first = fine.maxSwitches(window: 2, stride: 2, padding: 0)
  let half = fine.gathered(at: first, window: 2, stride: 2, padding: 0)
    .convolved(with: at.u, stride: 1, padding: 2).activated(by: .tanh)
  let second = half.maxSwitches(window: 2, stride: 2, padding: 1)
  let code = half.gathered(at: second, window: 2, stride: 2, padding: 1)
  let back = code.scattered(to: second, window: 2, stride: 2, padding: 1, height: 5, width: 6)
    .convolved(with: at.v, stride: 1, padding: 0).activated(by: .sigmoid)
  return back.scattered(to: first, window: 2, stride: 2, padding: 0, height: 6, width: 8)
    .convolved(with: at.y, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func upsamplingAutoencoder(_ at: Values) -> Tensor {
  let fine = at.x.convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b).activated(by: .tanh)
  let switches = fine.maxSwitches(window: 2, stride: 2, padding: 1)
  let code = fine.gathered(at: switches, window: 2, stride: 2, padding: 1)
  return code.upsampledNearest(by: 2).convolved(with: at.v, stride: 1, padding: 0).activated(by: .sigmoid)
    .squaredError(to: at.t).batchMean()
}

private func overlappingPools(_ at: Values) -> Tensor {
  let fine = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let switches = fine.maxSwitches(window: 3, stride: 2, padding: 1)
  let code = fine.gathered(at: switches, window: 3, stride: 2, padding: 1).activated(by: .tanh)
  let back = code.scattered(to: switches, window: 3, stride: 2, padding: 1, height: 7, width: 6)
  return (back + fine.averagePooled(window: 3, stride: 1, padding: 1)).squaredError(to: at.t).batchMean()
}

private func deconvolutions(_ at: Values) -> Tensor {
  let half = at.x.transposeConvolved(with: at.w, stride: 2, padding: 1, outputPadding: 0).adding(bias: at.b)
    .activated(by: .sigmoid)
  let full = half.transposeConvolved(with: at.v, stride: 2, padding: 1, outputPadding: 1).adding(bias: at.c)
  return full.activated(by: .tanh).squaredError(to: at.t).batchMean()
}

private func stridedAfterActivation(_ at: Values) -> Tensor {
  // The input gradient of the strided one is multiplied by the derivative of the activation before it.
  let code = at.x.convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b).activated(by: .sigmoid)
  return code.convolved(with: at.v, stride: 2, padding: 2).activated(by: .tanh)
    .cropped(by: Margins(top: 0, bottom: 1, left: 0, right: 0))
    .squaredError(to: at.t).batchMean()
}

private func smoothing(_ at: Values) -> Tensor {
  let features = at.x.convolved(with: at.w, stride: 1, padding: 2).filtered(by: [0.25, 0.5, 0.125], padding: 0)
  let fine = features.activated(by: .tanh).upsampledBilinear(by: 2).convolved(with: at.v, stride: 1, padding: 1)
  return fine.filtered(by: [0.1, 0.2, 0.4, 0.2, 0.1], padding: 2).squaredError(to: at.t).batchMean()
}

private func moving(_ at: Values) -> Tensor {
  let features = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let inside = features.cropped(by: Margins(top: 1, bottom: 0, left: 0, right: 2))
  let corners = inside.averagePooled(window: 2, stride: 2, padding: 0)
  return corners.unpooledAtFixedPositions(window: 2, stride: 2, height: 5, width: 4)
    .averagePooled(window: 3, stride: 2, padding: 0).upsampledBilinear(by: 1)
    .padded(by: Margins(top: 0, bottom: 0, left: 1, right: 0)).squaredError(to: at.t).batchMean()
}
