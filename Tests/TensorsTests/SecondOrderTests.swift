import CPUEngine
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
    let wanted = closedForm(x.values, w.values, b.values, samples: samples, inputs: inputs, units: units)
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
    for (title, experiment) in [("formula", byFormula), ("gradients", byGradients)] {
      for (set, outcome) in try experiment.runEverywhere() {
        expectClose(outcome["penalty"], wanted.penalty, within: Tolerance.products, "penalty by \(title) on \(set)")
        expectClose(outcome["dw"], wanted.dw, within: Tolerance.composed, "dw by \(title) on \(set)")
        expectClose(outcome["db"], wanted.db, within: Tolerance.composed, "db by \(title) on \(set)")
      }
    }
  }

  /// The penalty of each sample, and its sum's gradient 2 (h (1 - h))² W + g x, g = 2 (h (1 - h))² (1 - 2 h) S.
  private func closedForm(
    _ x: [Float], _ w: [Float], _ b: [Float], samples: Int, inputs: Int, units: Int
  ) -> (penalty: [Double], dw: [Double], db: [Double]) {
    let (x, w, b) = (x.map(Double.init), w.map(Double.init), b.map(Double.init))
    let z = ReferenceTensor(samples: samples, [inputs], x)
      .multiplied(byTransposed: ReferenceTensor(samples: nil, [units, inputs], w))
      .adding(bias: ReferenceTensor(samples: nil, [units], b))
    let h = z.activated(by: .sigmoid).values
    var penalty = [Double](repeating: 0, count: samples)
    var dw = [Double](repeating: 0, count: units * inputs)
    var db = [Double](repeating: 0, count: units)
    for sample in 0..<samples {
      for j in 0..<units {
        let value = h[sample * units + j]
        let square = (value * (1 - value)) * (value * (1 - value))
        let norm = (0..<inputs).reduce(0.0) { $0 + w[j * inputs + $1] * w[j * inputs + $1] }
        let g = 2 * square * (1 - 2 * value) * norm
        penalty[sample] += square * norm
        db[j] += g
        for i in 0..<inputs { dw[j * inputs + i] += 2 * square * w[j * inputs + i] + g * x[sample * inputs + i] }
      }
    }
    return (penalty, dw, db)
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
    let weights = ReferenceTensor(w, samples: nil)
    return ReferenceTensor(x, samples: 3).convolved(with: weights, stride: 1, padding: 1)
      .convolved(with: weights, stride: 1, padding: 1).values.floats
  }
}
