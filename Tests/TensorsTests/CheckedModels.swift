import Tensors

/// Models that lead values through every kind of layout and every kind of epilogue.
enum CheckedModels {
  static let all: [CheckedModel] = layers + batchCoupled + elementwise

  static let layers: [CheckedModel] = [
    CheckedModel(
      "padded, convolution, sigmoid, convolution, cross-entropy", inputs: ["x": [2, 5, 3], "t": [2, 7, 5]],
      parameters: ["w": [4, 2, 3, 3], "b": [4], "v": [2, 4, 3, 3], "c": [2]], paddedAutoencoder),
    CheckedModel(
      "convolution onto a margin of two, tanh, tanh", inputs: ["x": [1, 5, 4], "t": [1, 5, 4]],
      parameters: ["w": [5, 1, 3, 3], "b": [5], "v": [1, 5, 3, 3], "c": [1]], wideningAutoencoder),
    CheckedModel(
      "strided convolution feeding a padded one", inputs: ["x": [2, 7, 6], "t": [3, 4, 3]],
      parameters: ["w": [5, 2, 3, 3], "b": [5], "v": [3, 5, 3, 3]], stridedThenPadded),
    CheckedModel(
      "strided convolutions in a row", inputs: ["x": [1, 9, 8], "t": [2, 2, 2]],
      parameters: ["w": [3, 1, 2, 2], "v": [2, 3, 3, 3]], stridedTwice),
    CheckedModel(
      "planes to vector and back", inputs: ["x": [2, 4, 3], "t": [2, 4, 3]],
      parameters: ["w": [3, 2, 3, 3], "l": [7, 36], "b": [7], "m": [24, 7], "v": [2, 2, 3, 3]], bottleneck),
    CheckedModel(
      "bias of planes that no convolution touches", inputs: ["x": [12], "t": [3, 2, 2]], parameters: ["b": [3]]
    ) { reshapedBias($0, dimensions: [3, 2, 2]) },
    CheckedModel(
      "bias of sequences", inputs: ["x": [12], "t": [3, 4]], parameters: ["b": [3]]
    ) { reshapedBias($0, dimensions: [3, 4]) },
    CheckedModel(
      "bias of volumes", inputs: ["x": [24], "t": [3, 2, 2, 2]], parameters: ["b": [3]]
    ) { reshapedBias($0, dimensions: [3, 2, 2, 2]) },
    CheckedModel(
      "perceptron with a penalty", samples: 5, inputs: ["x": [17], "t": [17]],
      parameters: ["w": [9, 17], "b": [9], "v": [17, 9], "c": [17]], penalizedPerceptron),
    CheckedModel(
      "a weight used twice", inputs: ["x": [5], "t": [5]], parameters: ["w": [5, 5], "b": [5]], tiedPerceptron),
    CheckedModel(
      "filters used twice", inputs: ["x": [2, 4, 5], "t": [2, 4, 5]], parameters: ["w": [2, 2, 3, 3], "b": [2]],
      tiedConvolution),
    CheckedModel(
      "values used several times", inputs: ["x": [2, 3, 4], "t": [2, 3, 4]], parameters: ["w": [2, 2, 3, 3]],
      reuse),
    CheckedModel(
      "two losses of one code, an unused parameter", samples: 2, inputs: ["x": [6], "t": [4]],
      parameters: ["w": [4, 6], "unused": [3, 3], "v": [1]], twoLosses),
    CheckedModel(
      "pointwise convolutions", inputs: ["x": [3, 2, 5], "t": [2, 2, 5]],
      parameters: ["w": [4, 3, 1, 1], "b": [4], "v": [2, 4, 1, 1]], pointwise),
    CheckedModel(
      "a number per sample", inputs: ["x": [4], "t": [4]], parameters: ["w": [1, 4]], numberPerSample),
  ]
}

private func paddedAutoencoder(_ at: Values) -> Tensor {
  let code = at.x.padded(by: Margins(1)).convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b)
    .activated(by: .sigmoid)
  return code.convolved(with: at.v, stride: 1, padding: 1).adding(bias: at.c).binaryCrossEntropy(to: at.t)
    .batchMean()
}

private func wideningAutoencoder(_ at: Values) -> Tensor {
  let code = at.x.convolved(with: at.w, stride: 1, padding: 2).adding(bias: at.b).activated(by: .tanh)
  let y = code.convolved(with: at.v, stride: 1, padding: 0).adding(bias: at.c).activated(by: .tanh)
  return 0.5 * y.squaredError(to: at.t).batchMean()
}

private func stridedThenPadded(_ at: Values) -> Tensor {
  let code = at.x.convolved(with: at.w, stride: 2, padding: 1).adding(bias: at.b).activated(by: .sigmoid)
  return code.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func stridedTwice(_ at: Values) -> Tensor {
  let code = at.x.convolved(with: at.w, stride: 2, padding: 0).activated(by: .tanh)
  return code.convolved(with: at.v, stride: 3, padding: 2).squaredError(to: at.t).batchMean()
}

private func bottleneck(_ at: Values) -> Tensor {
  let features = at.x.convolved(with: at.w, stride: 1, padding: 1).activated(by: .tanh)
  let code = features.reshaped(to: [36]).multiplied(byTransposed: at.l).adding(bias: at.b).activated(by: .sigmoid)
  let planes = code.multiplied(byTransposed: at.m).reshaped(to: [2, 4, 3])
  return planes.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func reshapedBias(_ at: Values, dimensions: [Int]) -> Tensor {
  at.x.reshaped(to: dimensions).adding(bias: at.b).activated(by: .sigmoid).squaredError(to: at.t).batchMean()
}

private func penalizedPerceptron(_ at: Values) -> Tensor {
  let code = at.x.multiplied(byTransposed: at.w).adding(bias: at.b).activated(by: .relu)
  let y = code.multiplied(byTransposed: at.v).adding(bias: at.c)
  return y.binaryCrossEntropy(to: at.t).batchMean() + 0.25 * at.w.sumOfSquares() - 0.125 * at.v.sumOfSquares()
}

private func tiedPerceptron(_ at: Values) -> Tensor {
  let code = at.x.multiplied(byTransposed: at.w).adding(bias: at.b).activated(by: .tanh)
  return code.multiplied(byTransposed: at.w).adding(bias: at.b).squaredError(to: at.t).batchMean()
}

private func tiedConvolution(_ at: Values) -> Tensor {
  let code = at.x.convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b).activated(by: .sigmoid)
  return code.convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b).squaredError(to: at.t).batchMean()
}

private func reuse(_ at: Values) -> Tensor {
  let y = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let z = y.activated(by: .sigmoid)
  return ((y * y + z) - y * z - (0.5 * z)).activated(by: .tanh).squaredError(to: at.t).batchMean()
    + (z * z).summedPerSample().batchMean()
}

private func twoLosses(_ at: Values) -> Tensor {
  let code = at.x.multiplied(byTransposed: at.w)
  return code.activated(by: .tanh).squaredError(to: at.t).batchMean()
    + code.activated(by: .relu).binaryCrossEntropy(to: at.t).batchMean() * at.v.sumOfSquares()
}

private func pointwise(_ at: Values) -> Tensor {
  let code = at.x.convolved(with: at.w, stride: 1, padding: 0).adding(bias: at.b).activated(by: .sigmoid)
  return code.convolved(with: at.v, stride: 1, padding: 0).squaredError(to: at.t).batchMean()
}

private func numberPerSample(_ at: Values) -> Tensor {
  let score = at.x.multiplied(byTransposed: at.w).reshaped(to: [])
  return (score * at.x.squaredError(to: at.t)).batchMean()
}
