import Tensors

extension CheckedModels {
  /// Models whose samples depend on each other, or that select.
  static let batchCoupled: [CheckedModel] = [
    CheckedModel(
      "perceptron with two normalisations", samples: 7, inputs: ["x": [9], "t": [3]],
      parameters: ["w": [17, 9], "a": [17], "b": [17], "v": [5, 17], "c": [5], "d": [5], "u": [3, 5]],
      normalizedPerceptron),
    CheckedModel(
      "normalisation between convolutions", samples: 3, inputs: ["x": [2, 4, 5], "t": [1, 4, 5]],
      parameters: ["w": [3, 2, 3, 3], "a": [3], "b": [3], "v": [1, 3, 3, 3]], normalizedConvolution),
    CheckedModel(
      "normalisation of an input that is used again", samples: 4, inputs: ["x": [2, 3, 3]],
      parameters: ["a": [2], "b": [2]], normalizedTwice),
    CheckedModel(
      "normalisation, a bias, tanh", samples: 3, inputs: ["x": [2, 3, 4], "t": [1, 3, 4]],
      parameters: ["w": [3, 2, 3, 3], "a": [3], "b": [3], "c": [3], "v": [1, 3, 3, 3]], normalizedAndBiased),
    CheckedModel(
      "k-sparse code", samples: 4, inputs: ["x": [7], "t": [7]], parameters: ["w": [19, 7], "v": [7, 19]],
      kSparse),
    CheckedModel(
      "lifetime sparsity of features", samples: 7, inputs: ["x": [6], "t": [6]],
      parameters: ["w": [37, 6], "v": [6, 37]], lifetimeSparse),
    CheckedModel(
      "winners take all of maps", samples: 5, inputs: ["x": [1, 5, 6], "t": [1, 5, 6]],
      parameters: ["w": [4, 1, 3, 3], "v": [1, 4, 3, 3]], winnerTakeAll),
    CheckedModel(
      "k-sparse maps", samples: 2, inputs: ["x": [1, 5, 6], "t": [1, 5, 6]],
      parameters: ["w": [4, 1, 3, 3], "v": [1, 4, 3, 3]], kSparseMaps),
    CheckedModel(
      "quantised maps", samples: 3, inputs: ["x": [1, 5, 4], "t": [1, 5, 4]],
      parameters: ["w": [3, 1, 3, 3], "e": [9, 3], "v": [1, 3, 3, 3]], quantizedMaps),
    CheckedModel(
      "quantised vectors", samples: 8, inputs: ["x": [6], "t": [4]], parameters: ["w": [4, 6], "e": [19, 4]],
      quantizedVectors),
  ]
}

private func normalizedPerceptron(_ at: Values) -> Tensor {
  let first = at.x.multiplied(byTransposed: at.w).batchNormalized(scale: at.a, shift: at.b).values
    .activated(by: .sigmoid)
  let second = first.multiplied(byTransposed: at.v).batchNormalized(scale: at.c, shift: at.d).values
    .activated(by: .tanh)
  return second.multiplied(byTransposed: at.u).squaredError(to: at.t).batchMean()
}

private func normalizedConvolution(_ at: Values) -> Tensor {
  let code = at.x.convolved(with: at.w, stride: 1, padding: 1).batchNormalized(scale: at.a, shift: at.b).values
    .activated(by: .sigmoid)
  return code.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func normalizedTwice(_ at: Values) -> Tensor {
  let y = at.x.batchNormalized(scale: at.a, shift: at.b).values
  let z = (y * at.x).batchNormalized(scale: at.b, shift: at.a).values
  return (z * y).squaredError(to: at.x).batchMean()
}

private func normalizedAndBiased(_ at: Values) -> Tensor {
  let features = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let code = features.batchNormalized(scale: at.a, shift: at.b).values.adding(bias: at.c).activated(by: .tanh)
  return code.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func kSparse(_ at: Values) -> Tensor {
  let code = at.x.multiplied(byTransposed: at.w)
  return (code * code.topMask(5)).multiplied(byTransposed: at.v).squaredError(to: at.t).batchMean()
}

private func lifetimeSparse(_ at: Values) -> Tensor {
  let code = at.x.multiplied(byTransposed: at.w)
  return (code * code.lifetimeMask(fraction: 0.3)).multiplied(byTransposed: at.v).squaredError(to: at.t).batchMean()
}

private func winnerTakeAll(_ at: Values) -> Tensor {
  let maps = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let winners = maps * maps.spatialMask()
  let kept = winners * winners.lifetimeMask(fraction: 0.4)
  return kept.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func kSparseMaps(_ at: Values) -> Tensor {
  let maps = at.x.convolved(with: at.w, stride: 1, padding: 1)
  return (maps * maps.topMask(17)).convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func quantizedMaps(_ at: Values) -> Tensor {
  let maps = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let codes = at.e.codes(at: maps.nearestCodes(in: at.e))
  return (codes + 0.5 * maps).convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
    + codes.squaredError(to: maps).batchMean()
}

private func quantizedVectors(_ at: Values) -> Tensor {
  let vectors = at.x.multiplied(byTransposed: at.w)
  let codes = at.e.codes(at: vectors.nearestCodes(in: at.e))
  return codes.squaredError(to: at.t).batchMean() + 0.25 * vectors.squaredError(to: codes).batchMean()
}
