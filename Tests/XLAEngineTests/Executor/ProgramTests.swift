import ReferenceEngine
import Tensors
import Testing
import XLAEngine

/// Programs are fed, run and read as on the processor.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct ProgramTests {
  /// A layer of bytes, floats and scaled floats, with a loss.
  private struct Model {
    let table: ParameterTable
    let graph: Graph
    let code: TensorResult
    let loss: ScalarResult
    let shared: TensorResult
    let program: Program

    init() throws {
      let weights = Parameter([3, 4], .constant(0))
      let mean = Parameter([3], .constant(0), role: .statistic)
      table = ParameterTable([(name: "weights", parameter: weights), (name: "mean", parameter: mean)])
      graph = Graph(parameters: table)
      let input = graph.input("bytes", [4]) + graph.input("floats", [4]) * graph.input("scaled", [4])
      let code = tanh(input.multiplied(byTransposed: graph.value(of: weights)))
      let loss = code.squared().mean() + graph.value(of: Ramp(from: 1, to: 3, steps: 4))
      graph.update(mean, to: 0.5 * graph.value(of: mean) + code.meanOverBatch())
      (self.code, self.loss, shared) = (TensorResult(code), ScalarResult(loss), TensorResult(code.meanOverBatch()))
      program = try Program(graph, scalars: [self.loss], tensors: [self.code, shared], differentiating: loss)
    }

    /// Loss, code, scaled code, mean, gradient and statistics of batches of each of `sizes`.
    func outcomes(on executor: some TensorExecutor, sizes: [Int]) -> [[Float]] {
      let prepared = executor.prepare(program, capacity: 6)
      let host = FlatVector(count: table.vectorCount)
      for (i, number) in Numbers.drawn(12, seed: 4).enumerated() { host[i] = number }
      let parameters = executor.makeVector(host)
      let gradients = executor.makeVector(count: table.trainedCount)
      let bytes = (0..<40).map { UInt8($0 * 37 % 256) }
      let (floats, scaled) = (Numbers.drawn(24, seed: 2), Numbers.drawn(40, seed: 3))
      let indices: [Int32] = [9, 0, 3, 3, 7, 1]
      return sizes.enumerated().flatMap { step, samples -> [[Float]] in
        bytes.withUnsafeBufferPointer { bytes in
          floats.withUnsafeBufferPointer { floats in
            scaled.withUnsafeBufferPointer { scaled in
              indices.withUnsafeBufferPointer { indices in
                let feeds: [String: Feed] = [
                  "bytes": .bytes(
                    base: bytes.baseAddress!, bytesPerSample: 4, indices: indices, scale: 2 / 255, offset: -1),
                  "floats": .floats(floats.baseAddress!),
                  "scaled": .scaledFloats(
                    base: scaled.baseAddress!, elementsPerSample: 4, indices: indices, scale: 0.5, offset: 0.25),
                ]
                prepared.run(
                  count: samples, feeds: feeds, parameters: parameters, gradients: gradients,
                  at: RunPosition(seed: 1, step: step))
              }
            }
          }
        }
        #expect(prepared.sampleCount == samples)
        prepared.renewStatistics(of: parameters, in: program.renewedRanges)
        var halves = [Float](repeating: 0, count: samples * 3)
        halves.withUnsafeMutableBufferPointer { prepared.read(code, factor: -0.5, summand: 3, into: $0) }
        return [
          [prepared.value(of: loss)], prepared.values(of: code), halves, prepared.values(of: shared),
          gradients.hostCopy().withUnsafeBuffer { Array($0) }, parameters.hostCopy().withUnsafeBuffer { Array($0) },
        ]
      }
    }
  }

  @Test func `full batches and remainders of bytes and floats, with gradients and statistics`() throws {
    let model = try Model()
    let sizes = [6, 6, 1, 4, 6]
    let wanted = Executors.onProcessor { model.outcomes(on: $0, sizes: sizes) }
    try Executors.eachPlugin { executor, plugin in
      let found = model.outcomes(on: executor, sizes: sizes)
      #expect(found.count == wanted.count)
      for (place, (got, wanted)) in zip(found, wanted).enumerated() {
        #expect(difference(got, wanted) <= 1e-6, "outcome \(place % 6) of batch \(place / 6) on \(plugin)")
      }
    }
  }

  @Test func `a run's numbers are its own again, to the bit`() throws {
    let model = try Model()
    try Executors.eachPlugin { executor, plugin in
      let (first, second) = (model.outcomes(on: executor, sizes: [6, 5]), model.outcomes(on: executor, sizes: [6, 5]))
      for (a, b) in zip(first, second) { #expect(a.map(\.bitPattern) == b.map(\.bitPattern), "\(plugin)") }
    }
  }
}
