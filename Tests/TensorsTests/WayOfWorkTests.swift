import CPUEngine
import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Plans that work in another way where sizes ask for it give the same results.
@Suite struct WayOfWorkTests {
  /// Sums of thousands of products of numbers up to 20: each rounding is at most 6e-8 of a partial sum in the hundreds.
  private static let longSums = 1e-4

  @Test func `a few samples share out a large product among threads, and keep their bytes`() throws {
    let x = Numbers("x", [260], samples: 40, seed: 1)
    let parameters = [Numbers("w", [300, 260], seed: 2), Numbers("b", [300], seed: 3)]
    func outputs(samples: Int, threads: Int, on set: InstructionSet) throws -> [UInt32] {
      var first = x
      first.values = Array(x.values.prefix(samples * 260))
      let experiment = Experiment(samples: samples, inputs: [first], parameters: parameters) { at in
        Traced(
          results: [("y", at["x"]!.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!).activated(by: .tanh))])
      }
      return try #require(experiment.run(on: set, threads: threads)["y"]).map(\.bitPattern)
    }
    for set in InstructionSet.available {
      let all = try outputs(samples: 40, threads: 2, on: set)
      for (samples, threads) in [(1, 1), (1, 2), (2, 3), (16, 2), (17, 8)] {
        let some = try outputs(samples: samples, threads: threads, on: set)
        #expect(some == Array(all.prefix(samples * 300)), "\(samples) samples, \(threads) threads, \(set.name)")
      }
    }
  }

  @Test(arguments: [(stride: 1, kernel: 3, padding: 1), (2, 4, 1), (2, 3, 0), (3, 3, 1)])
  func `one image's channels are shared out among threads, and keep their bytes`(
    _ layer: (stride: Int, kernel: Int, padding: Int)
  ) throws {
    let (filters, channels) = (37, 25)
    let shape = [filters, channels, layer.kernel, layer.kernel]
    let experiment = Experiment(
      samples: 1, inputs: [Numbers("x", [channels, 26, 31], seed: 13)],
      parameters: [
        Numbers("w", shape, seed: 14), Numbers("b", [filters], seed: 15), Numbers("v", shape, seed: 16),
        Numbers("c", [channels], seed: 17),
      ]
    ) { at in
      let y = at["x"]!.convolved(with: at["w"]!, stride: layer.stride, padding: layer.padding)
        .adding(bias: at["b"]!).activated(by: .tanh)
      let z = y.transposeConvolved(with: at["v"]!, stride: layer.stride, padding: layer.padding)
        .adding(bias: at["c"]!).activated(by: .sigmoid)
      return Traced(results: [("y", y), ("z", z)], loss: (z * z).summedPerSample().batchMean())
    }
    // With one thread all channels are one part; with two and seven they are shared out.
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["z"]?.allSatisfy { (0...1).contains($0) } == true, "\(set)")
    }
  }

  @Test(arguments: [(stride: 1, kernel: 3), (stride: 2, kernel: 4)])
  func `a wide convolution has the numbers of its filters one by one`(_ shape: (stride: Int, kernel: Int)) throws {
    let (filters, channels) = (40, 48)
    let x = Numbers("x", [channels, 9, 7], samples: 11, seed: 4)
    let w = Numbers("w", [filters, channels, shape.kernel, shape.kernel], seed: 5)
    func outcome(_ range: Range<Int>) throws -> [(set: String, outcome: [String: [Float]])] {
      var part = w
      let terms = channels * shape.kernel * shape.kernel
      part.dimensions[0] = range.count
      part.values = Array(w.values[range.lowerBound * terms..<range.upperBound * terms])
      return try Experiment(samples: 11, inputs: [x], parameters: [part]) { at in
        let y = at["x"]!.convolved(with: at["w"]!, stride: shape.stride, padding: 1)
        return Traced(results: [("y", y)], loss: (y * y).summedPerSample().batchMean())
      }.runEverywhere()
    }
    let wide = try outcome(0..<filters)
    let parts = try (0..<4).map { try outcome(10 * $0..<10 * $0 + 10) }
    for (index, (set, whole)) in wide.enumerated() {
      let gradients = parts.flatMap { $0[index].outcome["dw"] ?? [] }.map(Double.init)
      expectClose(whole["dw"], gradients, within: Self.longSums, "dw on \(set)")
      // What all filters send back to the images adds up.
      let sums = (0..<x.values.count).map { at in
        parts.reduce(0) { $0 + Double($1[index].outcome["dx"]?[at] ?? .nan) }
      }
      expectClose(whole["dx"], sums, within: Self.longSums, "dx on \(set)")
    }
  }

  /// Layers that are worth Winograd's filtering, of sides that no tile divides, and samples that fill no vector.
  @Test(arguments: [
    (stride: 1, kernel: 3, padding: 1, side: (7, 9)), (1, 3, 0, (8, 5)), (2, 4, 1, (10, 8)), (2, 4, 1, (9, 11)),
    (1, 2, 0, (6, 7)), (2, 4, 2, (8, 8)), (2, 6, 2, (12, 7)),
  ])
  func `a convolution of many samples has the numbers of fewer samples at a time`(
    _ layer: (stride: Int, kernel: Int, padding: Int, side: (Int, Int))
  ) throws {
    let (samples, filters, channels) = (37, 45, 50)
    let x = Numbers("x", [channels, layer.side.0, layer.side.1], samples: samples, seed: 8)
    var parameters = [
      Numbers("w", [filters, channels, layer.kernel, layer.kernel], seed: 9), Numbers("b", [filters], seed: 10),
      Numbers("v", [filters, channels, layer.kernel, layer.kernel], seed: 11), Numbers("c", [channels], seed: 12),
    ]
    // So that neither tanh nor sigmoid is at its end, where what is left of a sum is its rounding.
    for index in parameters.indices { parameters[index].values = parameters[index].values.map { 0.1 * $0 } }
    func outcomes(_ range: Range<Int>) throws -> [(set: String, outcome: [String: [Float]])] {
      var part = x
      let count = x.values.count / samples
      part.values = Array(x.values[range.lowerBound * count..<range.upperBound * count])
      return try Experiment(samples: range.count, inputs: [part], parameters: parameters) { at in
        let y = at["x"]!.convolved(with: at["w"]!, stride: layer.stride, padding: layer.padding)
          .adding(bias: at["b"]!).activated(by: .tanh)
        let z = y.transposeConvolved(with: at["v"]!, stride: layer.stride, padding: layer.padding)
          .adding(bias: at["c"]!).activated(by: .sigmoid)
        // Summed over the samples, so that parts add up.
        let loss = (z.contracted(with: z, samples: range.count) + y.contracted(with: y, samples: range.count))
        return Traced(results: [("y", y), ("z", z)], loss: loss)
      }.runEverywhere()
    }
    let parts = try [0..<12, 12..<25, 25..<37].map(outcomes)
    for (index, (set, whole)) in try outcomes(0..<samples).enumerated() {
      for name in ["y", "z", "dx"] {
        let values = parts.flatMap { $0[index].outcome[name] ?? [] }.map(Double.init)
        #expect(!values.isEmpty)
        expectClose(whole[name], values, within: Self.longSums, "\(name) on \(set)")
      }
      for parameter in parameters {
        let name = "d\(parameter.name)"
        let sums = (0..<parameter.values.count).map { at in
          parts.reduce(0) { $0 + Double($1[index].outcome[name]?[at] ?? .nan) }
        }
        expectClose(whole[name], sums, within: Self.longSums, "\(name) on \(set)")
      }
    }
  }

  @Test func `a weight's gradient over many samples is the sum over parts of them`() throws {
    let x = Numbers("x", [37], samples: 600, seed: 6)
    let w = Numbers("w", [50, 37], seed: 7)
    func gradients(_ samples: Range<Int>) throws -> [(set: String, outcome: [String: [Float]])] {
      var part = x
      part.values = Array(x.values[samples.lowerBound * 37..<samples.upperBound * 37])
      return try Experiment(samples: samples.count, inputs: [part], parameters: [w]) { at in
        let y = at["x"]!.multiplied(byTransposed: at["w"]!)
        return Traced(loss: y.contracted(with: y, samples: samples.count))
      }.runEverywhere()
    }
    let parts = try [0..<200, 200..<400, 400..<600].map { try gradients($0) }
    for (index, (set, whole)) in try gradients(0..<600).enumerated() {
      let sums = (0..<w.values.count).map { at in
        parts.reduce(0) { $0 + Double($1[index].outcome["dw"]?[at] ?? .nan) }
      }
      expectClose(whole["dw"], sums, within: Self.longSums, "dw on \(set)")
    }
  }

  @Test func `packed weights are those of the run, however they were changed`() throws {
    let kept = Parameter([5, 4], .constant(0))
    let table = ParameterTable([(name: "w", parameter: kept)])
    let graph = Graph(parameters: table)
    let y = TensorResult(graph.input("x", [4]).multiplied(byTransposed: graph.value(of: kept)))
    let team = ThreadPool(count: 2)
    defer { team.close() }
    let executor = CPUExecutor(try #require(InstructionSet.available.first), threads: team)
    let prepared = executor.prepare(try Program(graph, tensors: [y]), capacity: 1)
    let weights = FlatVector(count: table.vectorCount)
    let others = FlatVector(count: table.vectorCount)
    let ones: [Float] = [1, 1, 1, 1]
    func first(_ parameters: FlatVector) -> Float? {
      ones.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return nil }
        prepared.run(count: 1, feeds: ["x": .floats(base)], parameters: parameters, gradients: nil)
        return prepared.values(of: y).first
      }
    }
    #expect(first(weights) == 0)
    weights[0] = 3
    #expect(first(weights) == 3)
    #expect(first(weights) == 3)
    #expect(first(others) == 0)
    weights.withUnsafeMutableBuffer { $0[1] = 4 }
    #expect(first(weights) == 7)
    executor.scale(weights, by: 2, ranges: weights.everything)
    #expect(first(weights) == 14)
    executor.copy(others, to: weights, ranges: weights.everything)
    #expect(first(weights) == 0)
  }
}
