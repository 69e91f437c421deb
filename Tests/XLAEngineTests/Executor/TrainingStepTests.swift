import ReferenceEngine
import Tensors
import Testing
import XLAEngine

/// Steps of several batches, bounds and averages have the processor's numbers.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct TrainingStepTests {
  private struct Outcome {
    var losses: [Double] = []
    var norms: [Double] = []
    var vectors: [[Float]] = []
  }

  /// Four steps of one to three batches, one of them discarded, one whose gradient is taken.
  private func outcome(on executor: some TensorExecutor, _ bounds: GradientBounds) throws -> Outcome {
    let (weights, bias) = (Parameter([3, 4], .constant(0)), Parameter([3], .constant(0), role: .bias))
    let table = ParameterTable([(name: "weights", parameter: weights), (name: "bias", parameter: bias)])
    let graph = Graph(parameters: table)
    let product = graph.input("x", [4]).multiplied(byTransposed: graph.value(of: weights))
    let loss = product.adding(bias: graph.value(of: bias)).squared().summedPerSample().batchMean()
    let step = TrainingStep(
      try Program(graph, scalars: [ScalarResult(loss)], differentiating: loss), loss: ScalarResult(loss),
      trained: [0..<6, 16..<19], bounds: bounds)
    let prepared = executor.prepare(step, batchSize: 5)
    #expect(prepared.lastGradientNorm() == nil)
    let host = FlatVector(count: table.vectorCount)
    for (i, number) in Numbers.drawn(host.count, seed: 1).enumerated() { host[i] = number }
    let (parameters, average) = (executor.makeVector(host), executor.makeVector(host))
    let state = [executor.makeVector(count: host.count), executor.makeVector(count: host.count)]
    let gradient = executor.makeVector(count: host.count)
    var outcome = Outcome()
    func accumulate(_ sizes: [Int], seed: UInt64) {
      for (place, samples) in sizes.enumerated() {
        let values = Numbers.drawn(samples * 4, seed: seed + UInt64(place))
        values.withUnsafeBufferPointer { values in
          outcome.losses.append(
            prepared.accumulate(
              count: samples, feeds: ["x": .floats(values.baseAddress!)], parameters: parameters,
              renewsStatistics: false, at: RunPosition()))
        }
      }
    }
    for (place, sizes) in [[5], [5, 5, 2], [3, 5], [5]].enumerated() {
      accumulate(sizes, seed: 10 * UInt64(place))
      if place == 1 {
        prepared.reset()
        accumulate(sizes, seed: 7)
      }
      if place == 2 {
        prepared.takeGradient(into: gradient)
        continue
      }
      prepared.update(
        parameters, by: .adam(rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-2, decay: 0.01, shrinkage: 0.001),
        state: state, average: place == 3 ? nil : AverageUpdate(average, share: 0.25))
      outcome.norms.append(prepared.lastGradientNorm() ?? .nan)
    }
    outcome.vectors = ([parameters, average, gradient] + state).map { $0.hostCopy().withUnsafeBuffer { Array($0) } }
    return outcome
  }

  @Test(arguments: [
    GradientBounds(), GradientBounds(value: 0.5), GradientBounds(norm: 1), GradientBounds(value: 0.7, norm: 0.9),
    GradientBounds(norm: 1000),
  ])
  func `accumulation, bounds, moments, an average and the gradient itself`(_ bounds: GradientBounds) throws {
    let wanted = try Executors.onProcessor { try outcome(on: $0, bounds) }
    try Executors.eachPlugin { executor, plugin in
      let found = try outcome(on: executor, bounds)
      #expect(found.losses.count == wanted.losses.count && found.norms.count == 3)
      for (got, wanted) in zip(found.losses + found.norms, wanted.losses + wanted.norms) {
        #expect(abs(got - wanted) <= 1e-6 * max(1, abs(wanted)), "\(plugin)")
      }
      for (place, (got, wanted)) in zip(found.vectors, wanted.vectors).enumerated() {
        #expect(difference(got, wanted) <= 2e-6, "vector \(place) on \(plugin)")
      }
    }
  }

  @Test func `a gradient that is not finite is not scaled`() throws {
    try Executors.eachPlugin { executor, _ in
      let weight = Parameter([2], .constant(0))
      let graph = Graph(parameters: ParameterTable([(name: "weight", parameter: weight)]))
      let loss = log(graph.value(of: weight)).sum()
      let step = TrainingStep(
        try Program(graph, scalars: [ScalarResult(loss)], differentiating: loss), loss: ScalarResult(loss),
        trained: [0..<2], bounds: GradientBounds(norm: 1))
      let prepared = executor.prepare(step, batchSize: 1)
      let parameters = executor.makeVector(count: graph.parameters.vectorCount)
      let value = prepared.accumulate(
        count: 1, feeds: [:], parameters: parameters, renewsStatistics: false, at: RunPosition())
      #expect(value == -.infinity)
      prepared.update(parameters, by: .gradientDescent(rate: 1, decay: 0), state: [], average: nil)
      #expect(prepared.lastGradientNorm() == .infinity)
      #expect(parameters.hostCopy()[0] == -.infinity)
    }
  }
}
