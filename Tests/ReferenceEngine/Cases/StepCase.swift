package import Tensors

/// Steps of a small network with draws, a statistic, moments and an average, made whole or in parts.
package struct StepCase {
  /// The samples of each step's batch; the first is the maximum.
  package var sizes = [5, 5, 3, 5]
  /// The steps that read an infinite number.
  package var spoilt: Set<Int> = []
  /// Whether each step knows the batch of the next.
  package var knowsNext = true
  /// Whether norms and vectors are read after each step.
  package var readsVectors = true
  private let step: TrainingStep
  private let count: Int

  /// What the steps leave.
  package struct Outcome {
    package var losses: [Double] = []
    /// The norm of each gradient.
    package var norms: [Double] = []
    /// Parameters and statistic, the two moments, the average: after each step.
    package var vectors: [[[Float]]] = []
  }

  package init(_ bounds: GradientBounds = GradientBounds()) throws {
    let (weights, bias) = (Parameter([3, 4], .constant(0)), Parameter([3], .constant(0), role: .bias))
    let mean = Parameter([3], .constant(0), role: .statistic)
    let table = ParameterTable([
      (name: "weights", parameter: weights), (name: "bias", parameter: bias), (name: "mean", parameter: mean),
    ])
    let graph = Graph(parameters: table, purpose: .training)
    let product = graph.input("x", [4]).multiplied(byTransposed: graph.value(of: weights))
    let hidden = product.adding(bias: graph.value(of: bias)) * graph.draw(.uniform, [3])
    graph.update(mean, to: 0.75 * graph.value(of: mean) + 0.25 * hidden.meanOverBatch())
    let loss = hidden.squared().summedPerSample().batchMean()
    let program = try Program(graph, scalars: [ScalarResult(loss)], differentiating: loss)
    step = TrainingStep(
      program, loss: ScalarResult(loss), trained: [0..<table.trainedCount], statistics: program.renewedRanges,
      bounds: bounds)
    count = table.vectorCount
  }

  /// Makes the steps on `executor`, each by one call or by two.
  package func run(on executor: some TensorExecutor, inParts: Bool = false) -> Outcome {
    let prepared = executor.prepare(step, batchSize: sizes[0])
    let host = FlatVector(count: count)
    for (i, number) in Numbers.drawn(count, seed: 1).enumerated() { host[i] = number }
    let (parameters, average) = (executor.makeVector(host), executor.makeVector(host))
    let state = (0..<2).map { _ in executor.makeVector(count: count) }
    let change = AverageUpdate(average, share: 0.25)
    var outcome = Outcome()
    let batches = sizes.indices.map(batch)
    for number in sizes.indices {
      let rule = UpdateRule.adam(
        rate: 0.1 / Float(number + 1), beta1: 0.9, beta2: 0.99, epsilon: 1e-2, decay: 0.01, shrinkage: 0.001)
      let position = RunPosition(seed: 3, step: number)
      withBatch(batches[number]) { batch in
        if inParts {
          let loss = prepared.accumulate(
            count: batch.count, feeds: batch.feeds, parameters: parameters, renewsStatistics: true, at: position)
          prepared.update(parameters, by: rule, state: state, average: change)
          outcome.losses.append(loss)
        } else {
          func made(_ next: FedBatch?) -> Double {
            prepared.step(
              batch, parameters: parameters, rule: rule, state: state, average: change, at: position, next: next)
          }
          let isLast = number == sizes.count - 1
          outcome.losses.append(isLast || !knowsNext ? made(nil) : withBatch(batches[number + 1], made))
        }
      }
      guard readsVectors else { continue }
      outcome.norms.append(prepared.lastGradientNorm() ?? .nan)
      outcome.vectors.append(
        ([parameters] + state + [average]).map { $0.hostCopy().withUnsafeBuffer { Array($0) } })
    }
    return outcome
  }

  /// The numbers of the batch of step `number`.
  private func batch(_ number: Int) -> FlatVector {
    let numbers = FlatVector(count: sizes[number] * 4)
    for (i, value) in Numbers.drawn(numbers.count, seed: 10 + UInt64(number)).enumerated() { numbers[i] = value }
    if spoilt.contains(number) { numbers[1] = .infinity }
    return numbers
  }

  private func withBatch<Result>(_ numbers: FlatVector, _ body: (FedBatch) -> Result) -> Result {
    numbers.withUnsafeBuffer { values in
      guard let base = values.baseAddress else { fatalError("a batch without numbers") }
      return body(FedBatch(count: numbers.count / 4, feeds: ["x": .floats(base)]))
    }
  }
}
