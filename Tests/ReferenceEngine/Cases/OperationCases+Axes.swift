import Tensors

extension OperationCases {
  static let axes: [OperationCase] =
    reductions + broadcasts + biases + groups + [
      OperationCase("statistics of a batch", .each(3)) { $0[0].meanOverBatch() }
    ]

  private static let reductions: [OperationCase] = [
    OperationCase("sum per sample", .each(2, 3, 2)) { $0[0].summedPerSample() },
    OperationCase("sum per sample", .each(17)) { $0[0].summedPerSample() },
    OperationCase("sum over the batch", .each(5)) { $0[0].summedOverBatch() },
    OperationCase("sum over the batch", .each(2, 3, 1)) { $0[0].summedOverBatch() },
    OperationCase("sum over the batch", .each()) { $0[0].summedOverBatch() },
    OperationCase("mean over the batch", .each(2, 1, 3)) { $0[0].meanOverBatch() },
    OperationCase("batch mean", .each()) { $0[0].batchMean() },
    OperationCase("sum over channels", .each(3, 2, 3)) { $0[0].summedOverChannels() },
    OperationCase("sum over features", .each(5)) { $0[0].summedOverChannels() },
    OperationCase("sum of each channel", .each(3, 2, 3)) { $0[0].channelSum() },
    OperationCase("sum of each feature", .each(5)) { $0[0].channelSum() },
    OperationCase("mean of each channel", .each(2, 3, 3)) { $0[0].reduced(.mean, over: [.samples, .positions]) },
    OperationCase("variance of each channel", .each(2, 3, 3)) {
      $0[0].reduced(.variance, over: [.samples, .positions])
    },
    OperationCase("variance of each feature", .each(5)) { $0[0].reduced(.variance, over: .samples) },
    OperationCase("maximum of maps", .each(2, 3, 5), isDifferentiable: false) {
      $0[0].reduced(.maximum, over: .positions)
    },
    OperationCase("sum of rows", .shared(3, 5)) { $0[0].rowSums() },
    OperationCase("sum", .shared(3, 2)) { $0[0].sum() },
    OperationCase("sum", .shared(17)) { $0[0].sum() },
    OperationCase("sum of squares", .shared(2, 1, 2, 2)) { $0[0].sumOfSquares() },
  ]

  private static let broadcasts: [OperationCase] = [
    OperationCase("broadcast", .each()) { $0[0].broadcast(to: [2, 3, 2]) },
    OperationCase("broadcast", .each()) { $0[0].broadcast(to: [17]) },
    OperationCase("repetition over the batch", .shared(3, 2)) { $0[0].repeatedOverBatch() },
    OperationCase("repetition over the batch", .shared(5)) { $0[0].repeatedOverBatch() },
    OperationCase("repetition over channels", .each(1, 2, 3)) { $0[0].repeatedOverChannels(3) },
    OperationCase("repetition over features", .each(1)) { $0[0].repeatedOverChannels(5) },
    OperationCase("repetition in groups", .each(3)) { $0[0].repeatedInGroups(of: 4) },
    OperationCase("number for each element", .shared()) { $0[0].broadcast(to: .unbatched([3, 2]), along: .all) },
    OperationCase("number for each row", .shared(3)) { $0[0].broadcast(to: .unbatched([3, 5]), along: .positions) },
  ]

  private static let biases: [OperationCase] = [
    OperationCase("bias", .each(3, 2, 3), .shared(3)) { $0[0].adding(bias: $0[1]) },
    OperationCase("bias", .each(5), .shared(5)) { $0[0].adding(bias: $0[1]) },
    OperationCase("bias", .each(2, 4), .shared(2)) { $0[0].adding(bias: $0[1]) },
    OperationCase("scaling of channels", .each(3, 2, 3), .shared(3)) { $0[0].scaled(byChannels: $0[1]) },
    OperationCase("scaling of features", .each(7), .shared(7)) { $0[0].scaled(byChannels: $0[1]) },
    OperationCase("addition of a shared value", .each(2, 1, 3), .shared(2, 1, 3)) { $0[0].adding(shared: $0[1]) },
    OperationCase("product with a shared value", .each(2, 3), .shared(2, 3)) { $0[0].multiplied(byShared: $0[1]) },
    OperationCase("product with a number", .shared(3, 2), .shared()) {
      $0[0].broadcasting(.multiply, $0[1], along: .all)
    },
    OperationCase("division by a number", .each(), .shared().of(.positive)) {
      $0[0].broadcasting(.divide, $0[1], along: .samples)
    },
  ]

  private static let groups: [OperationCase] = [
    OperationCase("sum in groups", .each(12)) { $0[0].summedInGroups(of: 4) },
    OperationCase("softmax", .each(6)) { $0[0].softmax(groupsOf: 3) },
    OperationCase("softmax", .each(7)) { $0[0].softmax(groupsOf: 7) },
    OperationCase("log-softmax", .each(6)) { $0[0].logSoftmax(groupsOf: 2) },
    OperationCase("log-sum-exp", .each(6)) { $0[0].logSumExp(groupsOf: 3) },
    OperationCase("log-sum-exp", .each(5)) { $0[0].logSumExp(groupsOf: 1) },
  ]
}
