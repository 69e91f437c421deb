import CPUEngine
import Foundation
import Randomness
import ReferenceEngine
import Tensors
import Testing

/// Draws that numpy computed; Tools/goldens/draws.py documents the layout.
private struct DrawGoldens: Decodable {
  struct Draw: Decodable {
    let samples: Int
    let dimensions: [Int]
    let seed: String
    let step: Int
    let uniform, normal: [Double]
  }
  let draws: [Draw]

  static func read() throws -> DrawGoldens {
    let file = try #require(Bundle.module.url(forResource: "Goldens/draws", withExtension: "json"))
    return try JSONDecoder().decode(DrawGoldens.self, from: Data(contentsOf: file))
  }
}

/// Random draws of graphs.
@Suite struct RandomDrawTests {
  /// The results of `trace` for a batch of `samples`, by name.
  private func run(
    samples: Int, capacity: Int? = nil, seed: UInt64 = 1, step: Int = 0,
    on set: InstructionSet = InstructionSet.available[0], threads: Int = 1,
    _ trace: (Graph) -> [(name: String, tensor: Tensor)]
  ) throws -> [String: [Float]] {
    let table = ParameterTable([])
    let graph = Graph(parameters: table)
    let results = trace(graph).map { (name: $0.name, value: TensorResult($0.tensor)) }
    let team = ThreadPool(count: threads)
    defer { team.close() }
    let program = try CPUExecutor(set, threads: team).prepare(
      Program(graph, tensors: results.map(\.value)), capacity: capacity ?? samples)
    program.run(
      count: samples, feeds: [:], parameters: FlatVector(count: table.vectorCount), gradients: nil,
      at: RunPosition(seed: seed, step: step))
    return Dictionary(uniqueKeysWithValues: results.map { ($0.name, program.values(of: $0.value)) })
  }

  @Test func `uniform draws are numpy's to the bit, normal ones to float precision, on every instruction set`() throws {
    for golden in try DrawGoldens.read().draws {
      let seed = try #require(UInt64(golden.seed))
      for set in InstructionSet.available {
        let got = try run(samples: golden.samples, seed: seed, step: golden.step, on: set) { graph in
          let uniform = graph.draw(.uniform, golden.dimensions)
          return [("uniform", uniform), ("normal", graph.draw(.normal, golden.dimensions))]
        }
        let place = "\(golden.samples) x \(golden.dimensions) on \(set.name)"
        #expect(got["uniform"] == golden.uniform.floats, "\(place)")
        // The approximation of the quantile is good to some units in the last place.
        expectClose(got["normal"], golden.normal, within: 2e-6, "normal, \(place)")
      }
    }
  }

  @Test func `a sample's numbers do not depend on the batch's size, the capacity or the threads`() throws {
    func draws(samples: Int, capacity: Int, threads: Int, on set: InstructionSet) throws -> [Float] {
      let got = try run(samples: samples, capacity: capacity, on: set, threads: threads) { graph in
        [("u", graph.draw(.uniform, [3, 5, 7])), ("z", graph.draw(.normal, [3, 5, 7]))]
      }
      return [got["u"], got["z"]].flatMap { $0?.prefix(2 * 105) ?? [] }
    }
    for set in InstructionSet.available {
      let alone = try draws(samples: 2, capacity: 2, threads: 1, on: set)
      #expect(alone.count == 420)
      for (samples, capacity) in [(2, 9), (50, 50), (7, 300)] {
        for threads in [1, 2, 7] {
          let among = try draws(samples: samples, capacity: capacity, threads: threads, on: set)
          #expect(among == alone, "\(samples) of \(capacity), \(threads) threads, \(set.name)")
        }
      }
    }
  }

  @Test func `planes with margins hold the same numbers as planes without`() throws {
    for set in InstructionSet.available {
      for width in [1, 6, 7, 16, 17, 33] {
        let dimensions = [2, 5, width]
        let compact = try run(samples: 3, on: set) { [("z", $0.draw(.normal, dimensions))] }
        // A convolution reads its operand with margins: of ones alone it gives sums that show whether they are zeros.
        let table = ParameterTable([("w", Parameter([1, 2, 3, 3], .constant(1)))])
        let graph = Graph(parameters: table)
        let z = graph.draw(.normal, dimensions)
        let sums = z.convolved(with: graph.value(of: table[0].parameter), padding: 1)
        let team = ThreadPool(count: 2)
        defer { team.close() }
        let program = try CPUExecutor(set, threads: team).prepare(
          Program(graph, tensors: [TensorResult(z), TensorResult(sums)]), capacity: 3)
        program.run(
          count: 3, feeds: [:], parameters: table.initialValues(seed: 0), gradients: nil, at: RunPosition(seed: 1))
        #expect(program.values(of: TensorResult(z)) == compact["z"], "width \(width) on \(set.name)")
        let batch = ReferenceBatch(
          samples: 3, parameters: [Array(repeating: 1, count: 18)], at: RunPosition(seed: 1))
        let wanted = graph.referenceValues(of: [sums], for: batch)[0].values
        expectClose(
          program.values(of: TensorResult(sums)), wanted, within: Tolerance.products,
          "sums, width \(width), \(set.name)")
      }
    }
  }

  @Test func `seed, step, stream and sample each change the numbers; the same position repeats them`() throws {
    func draws(seed: UInt64 = 1, step: Int = 0, stream: Int = 0) throws -> [Float] {
      let got = try run(samples: 2, seed: seed, step: step) { graph in
        for _ in 0..<stream { _ = graph.draw(.uniform, [9]) }
        return [("u", graph.draw(.uniform, [9]))]
      }
      return got["u"] ?? []
    }
    let one = try draws()
    #expect(try draws() == one)
    #expect(Array(one.prefix(9)) != Array(one.suffix(9)))
    for other in try [draws(seed: 2), draws(seed: 1 << 32 | 1), draws(step: 1), draws(stream: 1)] {
      #expect(zip(one, other).allSatisfy { $0 != $1 })
    }
  }

  @Test func `an evaluation draws other numbers than the steps of any seed, and its ramps have ended`() throws {
    let graph = Graph(parameters: ParameterTable([]))
    let ramp = ScalarResult(1 * graph.value(of: Ramp(from: 2, to: 5, steps: 100)))
    let uniform = TensorResult(graph.draw(.uniform, [9]))
    let program = try Program(graph, scalars: [ramp], tensors: [uniform])
    let team = ThreadPool(count: 1)
    defer { team.close() }
    let prepared = CPUExecutor(InstructionSet.available[0], threads: team).prepare(program, capacity: 2)
    func draws(at position: RunPosition) -> [Float] {
      prepared.run(count: 2, feeds: [:], parameters: FlatVector(count: 0), gradients: nil, at: position)
      #expect(prepared.value(of: ramp) == (position.isEvaluation ? 5 : 2 + 0.03 * Float(position.step)))
      return prepared.values(of: uniform)
    }
    func images(_ step: Int) -> ArraySlice<Int32> { [Int32(2 * step), Int32(2 * step + 1)] }
    for step in [0, 1, 7] {
      let evaluation = draws(at: .evaluation(of: images(step)))
      #expect(evaluation == draws(at: .evaluation(of: images(step))))
      #expect(zip(evaluation, draws(at: .evaluation(of: images(step + 1)))).allSatisfy { $0 != $1 })
      for seed: UInt64 in [0, 1] {
        #expect(zip(evaluation, draws(at: RunPosition(seed: seed, step: step))).allSatisfy { $0 != $1 })
      }
    }
  }

  @Test func `an evaluation's numbers are those of seed and image, whatever the batch and the sample's place in it`()
    throws
  {
    let graph = Graph(parameters: ParameterTable([]))
    // As one run of floats, and in rows with margins.
    let results = [TensorResult(graph.draw(.normal, [9])), TensorResult(1 * graph.draw(.uniform, [2, 3, 3]))]
    let program = try Program(graph, tensors: results)
    let team = ThreadPool(count: 2)
    defer { team.close() }
    let prepared = CPUExecutor(InstructionSet.available[0], threads: team).prepare(program, capacity: 5)
    func draws(seed: UInt64, _ images: ArraySlice<Int32>) -> [[[Float]]] {
      prepared.run(
        count: images.count, feeds: [:], parameters: FlatVector(count: 0), gradients: nil,
        at: .evaluation(seed: seed, of: images))
      return results.map { result in
        let values = prepared.values(of: result)
        let size = values.count / images.count
        return images.indices.map { i in
          let first = (i - images.startIndex) * size
          return Array(values[first..<first + size])
        }
      }
    }
    let all = draws(seed: 3, [70_000, 4, 9, 1, 0])
    for result in all.indices {
      #expect(draws(seed: 3, [9, 70_000])[result] == [all[result][2], all[result][0]])
      #expect(draws(seed: 3, ([8, 8, 4] as [Int32])[2...])[result] == [all[result][1]])
      #expect(draws(seed: 4, [4])[result] != [all[result][1]])
    }
  }

  @Test func `a step that does not fit the counter of draws is refused`() async throws {
    #expect(
      Philox(seed: 1, purpose: .drawing, step: Int(UInt32.max)).bits(element: 0)
        != Philox(seed: 1, purpose: .drawing, step: 0).bits(element: 0))
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Philox(seed: 1, purpose: .drawing, step: 1 << 32)
      })
    #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("a random draw at step 4294967296"))
  }

  @Test func `numbers that all samples share are one sample's, whatever the batch`() throws {
    for samples in [1, 5] {
      let got = try run(samples: samples) { [("s", $0.drawShared(.normal, [4, 5]))] }
      let batched = try run(samples: 1) { [("s", $0.draw(.normal, [4, 5]))] }
      #expect(got["s"] == batched["s"])
    }
  }

  @Test(arguments: [1, 2])
  func `mean, variance, tails and independence of neighbours are those of the distributions`(seed: UInt64) throws {
    let (samples, elements) = (64, 4096)
    let count = Double(samples * elements)
    let got = try run(samples: samples, seed: seed, threads: 2) { graph in
      [("u", graph.draw(.uniform, [elements])), ("z", graph.draw(.normal, [elements]))]
    }
    let u = try #require(got["u"]).map(Double.init)
    let z = try #require(got["z"]).map(Double.init)
    // Bounds are five standard deviations of each statistic.
    #expect(u.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(mean(u) - 0.5) < 5 * (1 / 12 / count).squareRoot())
    #expect(abs(mean(u.map { ($0 - 0.5) * ($0 - 0.5) }) - 1 / 12) < 5 * (1 / 180 / count).squareRoot())
    for bin in 0..<16 {
      let inside = Double(u.count { $0 >= Double(bin) / 16 && $0 < Double(bin + 1) / 16 })
      #expect(abs(inside - count / 16) < 5 * (count * 15 / 256).squareRoot(), "bin \(bin)")
    }
    #expect(abs(mean(z)) < 5 / count.squareRoot())
    #expect(abs(mean(z.map { $0 * $0 }) - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(mean(z.map { $0 * $0 * $0 * $0 }) - 3) < 5 * (96 / count).squareRoot())
    for (bound, share) in [(1.0, 0.317311), (2, 0.0455003), (3, 0.00269980), (4, 6.33425e-5)] {
      let outside = Double(z.count { abs($0) > bound })
      #expect(abs(outside - share * count) < 5 * (share * count).squareRoot() + 1, "beyond \(bound)")
    }
    // Neighbours in a sample, neighbouring samples, and the two streams.
    for distance in [1, 2, elements / 4, elements] {
      let products = (0..<z.count - distance).map { z[$0] * z[$0 + distance] }
      #expect(abs(mean(products)) < 5 / Double(products.count).squareRoot(), "distance \(distance)")
    }
    #expect(abs(mean(zip(u, z).map { ($0 - 0.5) * $1 })) < 5 * (1 / 12 / count).squareRoot())
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
