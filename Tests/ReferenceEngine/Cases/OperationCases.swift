import Tensors

/// Operations on small operands: every kind, of several shapes.
package enum OperationCases {
  package static let all = leaves + functions + axes + movement + products + images + selections + losses

  static let leaves: [OperationCase] = [
    OperationCase("constant", .shared(3)) { $0[0] * $0[0].graph.constant(1.5).broadcast(to: $0[0].shape, along: .all) },
    OperationCase("ramp", .shared()) { $0[0] * $0[0].graph.value(of: Ramp(from: 2, to: 5, steps: 20)) },
    OperationCase("ended ramp", .shared()) { $0[0] * $0[0].graph.value(of: Ramp(from: 2, to: 5, steps: 4)) },
    OperationCase("number of samples", .shared()) { $0[0] * $0[0].graph.value(of: .samples) },
    OperationCase("reciprocal of the samples", .shared()) { $0[0] * $0[0].graph.value(of: .reciprocalOfSamples) },
    OperationCase("factor of a variance", .shared()) {
      $0[0] * $0[0].graph.value(of: .besselCorrection(elements: 3))
    },
    OperationCase("uniform draw", .each(7)) { $0[0] * $0[0].graph.draw(.uniform, [7]) },
    OperationCase("normal draw", .each(2, 3, 3)) { $0[0] * $0[0].graph.draw(.normal, [2, 3, 3]) },
    OperationCase("shared draws", .shared(5)) {
      $0[0] * $0[0].graph.drawShared(.uniform, [5]) - $0[0].graph.drawShared(.normal, [5])
    },
  ]

  static let products: [OperationCase] = [
    OperationCase("matrix product", .each(5), .shared(3, 5)) { $0[0].multiplied(byTransposed: $0[1]) },
    OperationCase("matrix product", .each(1), .shared(7, 1)) { $0[0].multiplied(byTransposed: $0[1]) },
    OperationCase("matrix product", .each(17), .shared(1, 17)) { $0[0].multiplied(byTransposed: $0[1]) },
  ]

  static let losses: [OperationCase] = [
    OperationCase("squared error", .each(2, 3, 2), .each(2, 3, 2)) { $0[0].squaredError(to: $0[1]) },
    OperationCase("absolute error", .each(7), .each(7)) { $0[0].absoluteError(to: $0[1]) },
    OperationCase("huber error", .each(1, 3, 3), .each(1, 3, 3)) { $0[0].huberError(to: $0[1]) },
    OperationCase("huber error", .each(9), .each(9)) { $0[0].huberError(to: $0[1], delta: 0.75) },
    OperationCase("binary cross-entropy", .each(2, 2, 3), .each(2, 2, 3).of(.share)) {
      $0[0].binaryCrossEntropy(to: $0[1])
    },
    OperationCase("error of a number", .each(), .each()) { $0[0].squaredError(to: $0[1]) },
  ]
}
