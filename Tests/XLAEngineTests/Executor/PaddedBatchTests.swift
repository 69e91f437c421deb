import Autoencoders
import CPUEngine
import ModelCases
import ReferenceEngine
import Tensors
import Testing
import XLAEngine

/// Batches of all sizes run on two executables, and have the processor's numbers.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct PaddedBatchTests {
  /// Calls `body` with an executor of each plugin, and expects that `count` programs are compiled for each of `samples`.
  private func counting(
    _ count: Int, of samples: [Int], _ body: (_ executor: XLAExecutor, _ plugin: String) throws -> Void
  ) throws {
    try Executors.eachPlugin { executor, plugin in
      var compiled: [String] = []
      let counting = XLAExecutor(executor.client, flags: Executors.quickly) { event in
        if case .began(let name, _) = event { compiled.append(name) }
      }
      try body(counting, plugin)
      let expected = samples.flatMap { Array(repeating: "a program of at most \($0) images", count: count) }
      #expect(compiled.sorted() == expected, "\(plugin)")
    }
  }

  @Test(arguments: ModelCatalogue.names)
  func `parts whose last batches differ are evaluated by two executables`(_ name: String) throws {
    let evaluation = try EvaluationCase(SmallModel.named(name))
    let wanted = Executors.onProcessor { evaluation.run(on: $0) }
    try counting(evaluation.programCount, of: [2, 9]) { executor, plugin in
      let found = evaluation.run(on: executor)
      #expect(found.count == wanted.count)
      for (place, (got, wanted)) in zip(found, wanted).enumerated() {
        let difference = difference(got, wanted)
        #expect(difference <= 1e-5, "result \(place) of \(name) on \(plugin): off by \(difference)")
      }
    }
  }

  @Test(arguments: ["ConvVAE", "VQ-VAE", "WTA-AE", "DIGITS"])
  func `twenty steps on padded batches`(_ name: String) throws {
    var training = TrainingCase(try SmallModel.named(name))
    let wanted = try Executors.onProcessor { try training.run(on: $0) }
    training.capacity = training.samples + 3
    try Executors.eachPlugin { executor, plugin in
      for (what, (got, wanted)) in zip(try training.run(on: executor), wanted).enumerated() {
        let difference = difference(got, wanted, floor: 1e-3)
        #expect(
          difference <= 1e-4,
          "\(["losses", "parameters", "average"][what]) of \(name) on \(plugin): off by \(difference)")
      }
    }
  }

  /// Values that are NaN where an image is zero, and values that depend on the batch.
  @Test func `padding spoils no value`() throws {
    let graph = Graph(parameters: ParameterTable([]))
    let x = graph.input("x", [3])
    let logarithm = log(x)
    let centred = x.batchNormalized(
      scale: logarithm.meanOverBatch(), shift: x.meanOverBatch(), epsilon: 1e-3)
    let results = [logarithm, centred.values, centred.unbiasedVariance, x.lifetimeMask(fraction: 0.5)]
      .map { TensorResult($0) }
    let mean = ScalarResult(logarithm.summedPerSample().batchMean())
    let program = try Program(graph, scalars: [mean], tensors: results)
    let numbers = Numbers.drawn(15, seed: 5).map { $0 + 1.25 }
    func values(on executor: some TensorExecutor) -> [[Float]] {
      let prepared = executor.prepare(program, capacity: 5)
      let parameters = executor.makeVector(count: 0)
      return (1...5).flatMap { count -> [[Float]] in
        numbers.withUnsafeBufferPointer { numbers in
          guard let base = numbers.baseAddress else { return }
          prepared.run(count: count, feeds: ["x": .floats(base)], parameters: parameters, gradients: nil)
        }
        return [[prepared.value(of: mean)]] + results.map { prepared.values(of: $0) }
      }
    }
    let wanted = Executors.onProcessor { values(on: $0) }
    #expect(!wanted.joined().contains { !$0.isFinite })
    try counting(1, of: [1, 5]) { executor, plugin in
      for (place, (got, wanted)) in zip(values(on: executor), wanted).enumerated() {
        #expect(difference(got, wanted) <= 1e-5, "value \(place % 5) of \(place / 5 + 1) samples on \(plugin)")
      }
    }
  }
}
