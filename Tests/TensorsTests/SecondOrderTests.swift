import CPUEngine
import ReferenceEngine
import Tensors
import Testing

/// Penalties on gradients.
@Suite struct SecondOrderTests {
  /// Rifai et al., 2011: ‖∂h/∂x‖² = Σⱼ (hⱼ (1 - hⱼ))² Σᵢ Wⱼᵢ² for h = sigmoid(W x + b).
  @Test func `the contractive penalty of a sigmoid layer, by its formula and by the gradients of its units`() throws {
    let (samples, inputs, units) = (7, 19, 5)
    let x = Numbers("x", [inputs], samples: samples, seed: 1)
    let w = Numbers("w", [units, inputs], seed: 2)
    let b = Numbers("b", [units], seed: 3)
    let byFormula = Experiment(samples: samples, inputs: [x], parameters: [w, b]) { at in
      let h = sigmoid(at["x"]!.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!))
      let slopes = (h * (1 - h)).squared()
      let penalty = slopes.multiplied(byShared: at["w"]!.rowSumsOfSquares()).summedPerSample()
      return Traced(results: [("penalty", penalty)], loss: penalty.summedOverBatch())
    }
    let byGradients = Experiment(samples: samples, inputs: [x], parameters: [w, b]) { at in
      let h = sigmoid(at["x"]!.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!))
      let rows = (0..<units).map { unit in
        let sum = h.sliced(unit..<unit + 1).summedPerSample().summedOverBatch()
        let row = h.graph.gradients(of: sum, withRespectTo: [at["x"]!])[0]
        return (row ?? 0 * at["x"]!).squared().summedPerSample()
      }
      let penalty = rows.dropFirst().reduce(rows[0]) { $0 + $1 }
      return Traced(results: [("penalty", penalty)], loss: penalty.summedOverBatch())
    }
    let wanted = try byFormula.runReference()
    for (title, experiment) in [("formula", byFormula), ("gradients", byGradients)] {
      try experiment.checkAgainstReference(within: Tolerance.composed, hasSlopes: true, title)
      for (name, values) in try experiment.runReference() {
        expectClose(values, wanted[name] ?? [], within: 1e-12, "\(name) by \(title)")
      }
    }
  }

  @Test func `no gradient passes a stop, whose value is its operand's`() throws {
    let x = Numbers("x", [2, 4, 3], samples: 3, seed: 1)
    let w = Numbers("w", [2, 2, 3, 3], seed: 2)
    let experiment = Experiment(samples: 3, inputs: [x], parameters: [w]) { at in
      let y = at["x"]!.convolved(with: at["w"]!, padding: 1)
      let stopped = y.stopGradient()
      // Σ y · stopped has the gradient of y with `stopped` as a constant, half of that of Σ y².
      let loss = (y * stopped.convolved(with: at["w"]!.stopGradient(), padding: 1)).summedPerSample().batchMean()
      return Traced(results: [("y", y), ("stopped", stopped)], loss: loss)
    }
    let constant = Experiment(
      samples: 3, inputs: [x, Numbers("c", [2, 4, 3], try stoppedFactor(x, w))], parameters: [w]
    ) { at in
      let y = at["x"]!.convolved(with: at["w"]!, padding: 1)
      return Traced(results: [], loss: (y * at["c"]!).summedPerSample().batchMean())
    }
    let wanted = try constant.run(on: InstructionSet.available[0], threads: 1)
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["y"] == outcome["stopped"], "on \(set)")
      for name in ["dx", "dw"] {
        let values = try #require(wanted[name]).map(Double.init)
        expectClose(outcome[name], values, within: Tolerance.composed, "\(name) on \(set)")
      }
    }
  }

  private func stoppedFactor(_ x: Numbers, _ w: Numbers) throws -> [Float] {
    let experiment = Experiment(samples: 3, inputs: [x], parameters: [w]) { at in
      let y = at["x"]!.convolved(with: at["w"]!, padding: 1)
      return Traced(results: [("factor", y.convolved(with: at["w"]!, padding: 1))])
    }
    return try #require(experiment.runReference()["factor"]).floats
  }
}
