import CPUEngine
import ReferenceEngine
import Tensors
import Testing

/// How samples are cut into tiles changes no number.
@Suite struct TilingTests {
  @Test func `a convolution beside a value that fills the cache gives the same bytes`() throws {
    func experiment(margin: Int) -> Experiment {
      Experiment(
        samples: 40,
        inputs: [
          Numbers("x", [2, 6, 7], samples: 40, seed: 1), Numbers("z", [2, 3, 3], samples: 40, seed: 2),
        ], parameters: [Numbers("w", [3, 2, 3, 3], seed: 3), Numbers("b", [3], seed: 4)]
      ) { at in
        let y = at["x"]!.convolved(with: at["w"]!, padding: 1).adding(bias: at["b"]!).activated(by: .tanh)
        let loss = (y * y).summedPerSample().batchMean()
        // One sample of this takes 2 (2 · 150 + 3)² floats with the wider margin: a tile is then one sample, not four.
        let crowd = at["z"]!.padded(by: Margins(margin)).summedPerSample()
        return Traced(results: [("y", y), ("loss", loss), ("crowd", crowd)], loss: loss)
      }
    }
    for set in InstructionSet.available {
      let roomy = try experiment(margin: 0).run(on: set, threads: 2)
      let crowded = try experiment(margin: 150).run(on: set, threads: 2)
      for name in ["y", "loss", "dw", "db", "dx"] {
        #expect(roomy[name]?.isEmpty == false)
        #expect(roomy[name]?.map(\.bitPattern) == crowded[name]?.map(\.bitPattern), "\(name) on \(set.name)")
      }
      let sums = try #require(crowded["crowd"]).map(Double.init)
      expectClose(roomy["crowd"], sums, within: Tolerance.products, "sums on \(set.name)")
    }
  }

  @Test func `a sample's outputs do not depend on the samples beside it, nor on the capacity`() throws {
    let x = Numbers("x", [41], samples: 50, seed: 1)
    let parameters = [Numbers("w", [37, 41], seed: 2), Numbers("b", [37], seed: 3)]
    func outputs(samples: Int, capacity: Int, on set: InstructionSet) throws -> [UInt32] {
      var first = x
      first.values = Array(x.values.prefix(samples * 41))
      let experiment = Experiment(samples: samples, capacity: capacity, inputs: [first], parameters: parameters) { at in
        Traced(
          results: [("y", at["x"]!.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!).activated(by: .sigmoid))])
      }
      return try #require(experiment.run(on: set, threads: 1)["y"]).map(\.bitPattern)
    }
    for set in InstructionSet.available {
      let all = try outputs(samples: 50, capacity: 50, on: set)
      for (samples, capacity) in [(1, 1), (1, 50), (2, 3), (5, 5), (7, 100), (12, 12), (13, 13), (49, 300)] {
        let some = try outputs(samples: samples, capacity: capacity, on: set)
        #expect(some == Array(all.prefix(samples * 37)), "\(samples) of \(capacity) on \(set.name)")
      }
    }
  }

  @Test func `large images, a sample to a tile and several tiles to a group, are the reference's`() throws {
    let x = Numbers("x", [1, 90, 70], samples: 35, seed: 1)
    let w = Numbers("w", [9, 1, 3, 3], seed: 2)
    let v = Numbers("v", [1, 9, 3, 3], seed: 3)
    let experiment = Experiment(samples: 35, inputs: [x], parameters: [w, v]) { at in
      let code = at["x"]!.convolved(with: at["w"]!, padding: 1).activated(by: .tanh)
      return Traced(results: [("y", code.convolved(with: at["v"]!, stride: 2))])
    }
    try experiment.checkAgainstReference(within: Tolerance.products, "large images")
  }
}
