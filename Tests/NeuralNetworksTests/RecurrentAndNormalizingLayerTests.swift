import CPUEngine
import ImageShapes
import NeuralNetworks
import Tensors
import Testing

/// Batch normalisation and LSTM are PyTorch's.
@Suite struct RecurrentAndNormalizingLayerTests {
  @Test
  func `batch normalisation: values, gradients and running statistics over three steps, then inference`() throws {
    for golden in LayerGoldens.all.batchNorm {
      try onEveryExecutor { executor, title in
        let layer = BatchNorm(golden.dimensions[0], momentum: Float(golden.momentum))
        var parameters = ["scale": golden.scale.floats, "shift": golden.shift.floats]
        for step in golden.steps {
          let run = try LayerRun(
            layer, samples: golden.n,
            inputs: [("x", golden.dimensions, step.x.floats), ("dy", golden.dimensions, step.dy.floats)],
            parameters: parameters, executor: executor
          ) { at in
            let y = layer(at["x"]!)
            return ([("y", y)], y.contracted(with: at["dy"]!, samples: golden.n))
          }
          let found = [
            ("y", step.y), ("dscale", step.dscale), ("dshift", step.dshift), ("drunningMean", step.runningMean),
            ("drunningVariance", step.runningVariance),
          ]
          for (name, wanted) in found {
            expectNear(run[name], wanted, within: 2e-5, "\(name) of \(golden.n)x\(golden.dimensions) on \(title)")
          }
          parameters["runningMean"] = run["drunningMean"]
          parameters["runningVariance"] = run["drunningVariance"]
        }
        let run = try LayerRun(
          layer, samples: golden.n, inputs: [("x", golden.dimensions, golden.x.floats)], parameters: parameters,
          purpose: .inference, executor: executor
        ) { at in ([("y", layer(at["x"]!))], nil) }
        expectNear(run["y"], golden.y, within: 2e-5, "inference of \(golden.n)x\(golden.dimensions) on \(title)")
      }
    }
  }

  @Test
  func `batch normalisation that is called twice in a step moves its statistics twice`() throws {
    let team = ThreadPool(count: 1)
    defer { team.close() }
    let layer = BatchNorm(1, momentum: 0.5)
    let run = try LayerRun(
      layer, samples: 2, inputs: [("a", [1], [1, 3]), ("b", [1], [10, 20])],
      executor: CPUExecutor(InstructionSet.available[0], threads: team)
    ) { at in
      let y = layer(at["a"]!) + layer(at["b"]!)
      return ([("y", y)], y.mean())
    }
    #expect(run["drunningMean"] == [0.5 * (0.5 * 2) + 0.5 * 15])
    #expect(run["drunningVariance"] == [0.5 * (0.5 * 1 + 0.5 * 2) + 0.5 * 50])
  }

  @Test
  func `an LSTM over five steps: outputs, last state and all gradients`() throws {
    for golden in LayerGoldens.all.lstm {
      try onEveryExecutor { executor, title in
        let layer = LSTM(golden.inputs, golden.units, twoBiases: true)
        let run = try LayerRun(
          layer, samples: golden.n,
          inputs: [
            ("x", [golden.steps, golden.inputs], golden.x.floats), ("h", [golden.units], golden.h.floats),
            ("c", [golden.units], golden.c.floats), ("dy", [golden.steps * golden.units], golden.dy.floats),
          ],
          parameters: [
            "inputWeight": golden.inputWeight.floats, "hiddenWeight": golden.hiddenWeight.floats,
            "bias": golden.bias.floats, "hiddenBias": golden.hiddenBias.floats,
          ], executor: executor
        ) { at in
          let given = LSTM.State(hidden: at["h"]!, cell: at["c"]!)
          let rows = at["x"]!.rows(of: golden.inputs)
          let (outputs, last) = layer(rows, from: golden.isStateGiven ? given : nil)
          let y = concatenated(outputs)
          return ([("y", y), ("h", last!.hidden), ("c", last!.cell)], y.contracted(with: at["dy"]!, samples: golden.n))
        }
        let found = [
          ("y", golden.y), ("h", golden.lastH), ("c", golden.lastC), ("dinputWeight", golden.dinputWeight),
          ("dhiddenWeight", golden.dhiddenWeight), ("dbias", golden.dbias), ("dhiddenBias", golden.dhiddenBias),
        ]
        for (name, wanted) in found {
          expectNear(run[name], wanted, within: 2e-5, "\(name) of \(golden.inputs) to \(golden.units) on \(title)")
        }
        guard !golden.isStateGiven else { return }
        let whole = try LayerRun(
          layer, samples: golden.n, inputs: [("x", [1, golden.steps, golden.inputs], golden.x.floats)],
          parameters: [
            "inputWeight": golden.inputWeight.floats, "hiddenWeight": golden.hiddenWeight.floats,
            "bias": golden.bias.floats, "hiddenBias": golden.hiddenBias.floats,
          ], executor: executor
        ) { at in
          let y = layer(at["x"]!)
          #expect(y.shape == .batched([golden.steps, golden.units]))
          return ([("y", y)], nil)
        }
        expectNear(whole["y"], golden.y, within: 2e-5, "rows of an image on \(title)")
      }
    }
  }

  @Test
  func `the parameters of an LSTM are those of its two weights and one bias`() {
    let table = ParameterTable(of: LSTM(28, 256))
    #expect(table.map(\.name) == ["inputWeight", "hiddenWeight", "bias"])
    #expect(table.parameterCount == 4 * 256 * (28 + 256 + 1))
  }
}
