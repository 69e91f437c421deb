import Tensors

extension OperationCases {
  /// Operations that couple the samples of a batch, or select among elements.
  static let selections = normalizations + masks + codes

  private static let normalizations: [OperationCase] = [
    OperationCase("batch normalisation", .each(2, 3, 2), .shared(2), .shared(2)) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2]).values
    },
    OperationCase("batch normalisation", .each(5), .shared(5), .shared(5)) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2], epsilon: 0.125).values
    },
    OperationCase("mean of a normalisation", .each(3, 2, 2), .shared(3), .shared(3)) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2]).mean
    },
    OperationCase("unbiased variance", .each(3, 2, 2), .shared(3), .shared(3)) {
      $0[0].batchNormalized(scale: $0[1], shift: $0[2]).unbiasedVariance
    },
    OperationCase(
      "normalisation", .each(2, 3, 2), .shared(2), .shared(2)
    ) {
      let (mean, variance) = ($0[0].graph.drawShared(.normal, [2]), 1 + $0[0].graph.drawShared(.uniform, [2]))
      return $0[0].normalized(mean: mean, variance: variance, scale: $0[1], shift: $0[2])
    },
  ]

  private static let masks: [OperationCase] = [
    OperationCase("top mask", .each(7)) { $0[0] * $0[0].topMask(3) },
    OperationCase("top mask", .each(2, 3, 3)) { $0[0].topMask(5) },
    OperationCase("lifetime mask", .each(5)) { $0[0] * $0[0].lifetimeMask(fraction: 0.4) },
    OperationCase("lifetime mask of maps", .each(3, 2, 2)) { $0[0] * $0[0].lifetimeMask(fraction: 0.5) },
    OperationCase("spatial mask", .each(2, 3, 3)) { $0[0] * $0[0].spatialMask() },
    OperationCase("one-hot", .each(1).of(.index(below: 4))) { $0[0].oneHot(classes: 4) },
    OperationCase("one-hot", .each().of(.index(below: 5))) { $0[0].oneHot(classes: 3) },
    OperationCase("max switches", .each(2, 4, 3)) { $0[0].maxSwitches(window: 2, stride: 2, padding: 1) },
  ]

  private static let codes: [OperationCase] = [
    OperationCase("nearest codes", .each(3), .shared(5, 3)) { $0[0].nearestCodes(in: $0[1]) },
    OperationCase("nearest codes", .each(2, 2, 3), .shared(4, 2)) { $0[0].nearestCodes(in: $0[1]) },
    OperationCase("codes", .shared(5, 3), .each(1).of(.index(below: 5))) { $0[0].codes(at: $0[1]) },
    OperationCase("codes", .shared(4, 2), .each(1, 2, 3).of(.index(below: 6))) { $0[0].codes(at: $0[1]) },
    OperationCase("sums by code", .each(3), .each(1).of(.index(below: 4))) { $0[0].codeSums(at: $0[1], codes: 4) },
    OperationCase("sums by code", .each(2, 2, 3), .each(1, 2, 3).of(.index(below: 3))) {
      $0[0].codeSums(at: $0[1], codes: 3)
    },
    OperationCase("counts by code", .each(1, 2, 3).of(.index(below: 4))) { $0[0].codeCounts(codes: 4) },
    OperationCase("averages by code", .shared(4, 3), .shared(4).of(.positive), isDifferentiable: false) {
      $0[0].codeAverages(counts: $0[1])
    },
    OperationCase(
      "revived codes", .shared(5, 2), .shared(5).of(.share), .each(2, 2, 3), .shared(5).of(.share),
      isDifferentiable: false
    ) { $0[0].revived(counts: $0[1], threshold: 0.5, from: $0[2], choices: $0[3]) },
  ]
}
