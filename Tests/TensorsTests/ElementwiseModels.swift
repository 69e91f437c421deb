import Tensors

extension CheckedModels {
  /// Models that lead elementwise operations through planes with margins, between convolutions.
  static let elementwise: [CheckedModel] =
    ActivationKind.allCases.map { kind in
      CheckedModel(
        "\(kind) on margins, in and after convolutions", inputs: ["x": [2, 4, 3], "t": [1, 4, 3]],
        parameters: ["w": [3, 2, 3, 3], "b": [3], "v": [1, 3, 3, 3]]
      ) {
        activationOnPlanes($0, kind: kind)
      }
    } + [
      CheckedModel(
        "functions on margins", inputs: ["x": [2, 5, 3], "t": [1, 5, 3]],
        parameters: ["w": [3, 2, 3, 3], "v": [1, 3, 3, 3]], functionsOnPlanes),
      CheckedModel(
        "comparison and clipping on margins", inputs: ["x": [1, 4, 5], "t": [1, 4, 5]],
        parameters: ["w": [2, 1, 3, 3], "v": [1, 2, 3, 3]], stepsOnPlanes),
      CheckedModel(
        "gelu on margins", inputs: ["x": [1, 3, 4], "t": [1, 3, 4]],
        parameters: ["w": [17, 1, 3, 3], "v": [1, 17, 3, 3]], geluOnPlanes),
      CheckedModel(
        "slices and joins of planes with margins", inputs: ["x": [3, 4, 3], "t": [2, 4, 3]],
        parameters: ["w": [3, 2, 3, 3], "v": [2, 4, 3, 3]], slicedPlanes),
      CheckedModel(
        "shared operands of planes with margins", inputs: ["x": [2, 3, 5], "t": [1, 3, 5], "m": []],
        parameters: ["w": [2, 2, 3, 3], "s": [2], "p": [2, 3, 5], "q": [2, 3, 5], "v": [1, 2, 3, 3]], sharedPlanes),
      CheckedModel(
        "copies and sums of channels, on margins", inputs: ["x": [3, 4, 3], "t": [1, 4, 3]],
        parameters: ["w": [2, 1, 3, 3], "v": [1, 3, 3, 3]], summedPlanes),
      CheckedModel(
        "absolute and huber error of planes with margins", inputs: ["x": [2, 4, 3], "t": [2, 4, 3]],
        parameters: ["w": [2, 2, 3, 3]], robustLosses),
      CheckedModel(
        "a weight and its transpose, each used twice, and a penalty", samples: 5, inputs: ["x": [9], "t": [9]],
        parameters: ["w": [4, 9], "b": [4]], transposedPerceptron),
      CheckedModel(
        "weights from one vector", samples: 40, inputs: ["x": [5], "t": [3]], parameters: ["w": [15]],
        reshapedWeights),
    ]
}

private func activationOnPlanes(_ at: Values, kind: ActivationKind) -> Tensor {
  let first = at.x.convolved(with: at.w, stride: 1, padding: 1).adding(bias: at.b).activated(by: kind)
  // Of a value that is read elsewhere too, the activation stands alone.
  let alone = (first + first).activated(by: kind)
  return (0.25 * (alone * first + alone)).convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t)
    .batchMean()
}

private func functionsOnPlanes(_ at: Values) -> Tensor {
  let z = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let above = z.squared() + 0.5
  let a = exp(0.25 * z) + log(above) * above.squareRoot()
  let b = z / above - above.reciprocal()
  return (a * b).convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func stepsOnPlanes(_ at: Values) -> Tensor {
  let z = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let steps = z.isGreater(than: -0.25).convolved(with: at.v, stride: 1, padding: 1)
  let clipped = z.clipped(to: 0.25...1).convolved(with: at.v, stride: 1, padding: 1)
  return (steps + clipped).squaredError(to: at.t).batchMean()
}

private func geluOnPlanes(_ at: Values) -> Tensor {
  gelu(at.x.convolved(with: at.w, stride: 1, padding: 1))
    .convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func slicedPlanes(_ at: Values) -> Tensor {
  let z = at.x.sliced(1..<3).convolved(with: at.w, stride: 1, padding: 1)
  let joined = concatenated([z.sliced(2..<3), z.sliced(0..<2), at.x.sliced(0..<1)])
  return joined.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func sharedPlanes(_ at: Values) -> Tensor {
  let z = at.x.convolved(with: at.w, stride: 1, padding: 1)
  let scaled = z.scaled(byChannels: at.s).adding(shared: at.p).multiplied(byShared: at.q)
  let centred = scaled - z.meanOverBatch().repeatedOverBatch() * at.m.broadcast(to: [2, 3, 5])
  return centred.convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func summedPlanes(_ at: Values) -> Tensor {
  let z = at.x.summedOverChannels().convolved(with: at.w, stride: 1, padding: 1).summedOverChannels()
  return z.repeatedOverChannels(3).convolved(with: at.v, stride: 1, padding: 1).squaredError(to: at.t).batchMean()
}

private func robustLosses(_ at: Values) -> Tensor {
  let y = at.x.convolved(with: at.w, stride: 1, padding: 1)
  return (y.absoluteError(to: at.t) * y.huberError(to: at.t, delta: 0.75)).batchMean()
}

private func transposedPerceptron(_ at: Values) -> Tensor {
  let code = at.x.multiplied(byTransposed: at.w).adding(bias: at.b).activated(by: .tanh)
  let y = code.multiplied(byTransposed: at.w.transposed())
  let again = y.multiplied(byTransposed: at.w).activated(by: .softplus).multiplied(byTransposed: at.w.transposed())
  return again.squaredError(to: at.t).batchMean() + 0.125 * at.w.absoluteSum()
}

private func reshapedWeights(_ at: Values) -> Tensor {
  at.x.multiplied(byTransposed: at.w.reshaped(to: [3, 5])).squaredError(to: at.t).batchMean()
}
