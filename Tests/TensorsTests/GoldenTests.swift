import Diagnostics
import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Values and gradients are PyTorch's.
@Suite struct GoldenTests {
  @Test func `a convolution with bias, and its gradients`() throws {
    for golden in Goldens.operations.convolution {
      let images = [golden.inputChannels, golden.height, golden.width]
      let kernel = [golden.outputChannels, golden.inputChannels, golden.kernelHeight, golden.kernelWidth]
      let rows = (golden.height + 2 * golden.padding - golden.kernelHeight) / golden.stride + 1
      let columns = (golden.width + 2 * golden.padding - golden.kernelWidth) / golden.stride + 1
      let features = [golden.outputChannels, rows, columns]
      let experiment = Experiment(
        samples: golden.n,
        inputs: [Numbers("x", images, golden.x.floats), Numbers("dy", features, golden.dy.floats)],
        parameters: [
          Numbers("w", kernel, golden.w.floats), Numbers("b", [golden.outputChannels], golden.b.floats),
        ]
      ) { at in
        let y = at["x"]!.convolved(with: at["w"]!, stride: golden.stride, padding: golden.padding)
          .adding(bias: at["b"]!)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: golden.n))
      }
      let title =
        "\(golden.n)x\(images) by \(kernel), stride \(golden.stride), padding \(golden.padding)"
      for (set, outcome) in try experiment.runEverywhere() {
        for (name, wanted) in [("y", golden.y), ("dx", golden.dx), ("dw", golden.dw), ("db", golden.db)] {
          expectClose(outcome[name], wanted, within: Tolerance.products, "\(name) of \(title) on \(set)")
        }
      }
    }
  }

  @Test func `a linear layer, and its gradients`() throws {
    for golden in Goldens.operations.linear {
      let experiment = Experiment(
        samples: golden.n,
        inputs: [
          Numbers("x", [golden.inputs], golden.x.floats), Numbers("dy", [golden.outputs], golden.dy.floats),
        ],
        parameters: [
          Numbers("w", [golden.outputs, golden.inputs], golden.w.floats),
          Numbers("b", [golden.outputs], golden.b.floats),
        ]
      ) { at in
        let y = at["x"]!.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: golden.n))
      }
      for (set, outcome) in try experiment.runEverywhere() {
        for (name, wanted) in [("y", golden.y), ("dx", golden.dx), ("dw", golden.dw), ("db", golden.db)] {
          expectClose(
            outcome[name], wanted, within: Tolerance.products,
            "\(name) of \(golden.n)x\(golden.inputs) to \(golden.outputs) on \(set)")
        }
      }
    }
  }

  @Test func `activations, and their gradients`() throws {
    for golden in Goldens.operations.activation {
      let kind = try #require(ActivationKind(rawValue: golden.kind))
      let count = golden.x.count
      let experiment = Experiment(
        samples: 1, inputs: [Numbers("x", [count], golden.x.floats), Numbers("dy", [count], golden.dy.floats)],
        parameters: []
      ) { at in
        let y = at["x"]!.activated(by: kind)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: 1))
      }
      for (set, outcome) in try experiment.runEverywhere() {
        for (name, wanted) in [("y", golden.y), ("dx", golden.dx)] {
          expectClose(outcome[name], wanted, within: Tolerance.function, "\(name) of \(kind) on \(set)")
        }
      }
    }
  }

  @Test func `losses, and their gradients`() throws {
    for golden in Goldens.operations.losses {
      let experiment = Experiment(
        samples: golden.n,
        inputs: [
          Numbers("z", [golden.elements], golden.prediction.floats),
          Numbers("t", [golden.elements], golden.target.floats),
        ],
        parameters: []
      ) { at in
        let losses =
          golden.kind == "squaredError"
          ? at["z"]!.squaredError(to: at["t"]!) : at["z"]!.binaryCrossEntropy(to: at["t"]!)
        return Traced(results: [("loss", losses)], loss: Float(golden.n) * losses.batchMean())
      }
      for (set, outcome) in try experiment.runEverywhere() {
        for (name, wanted) in [("loss", golden.loss), ("dz", golden.gradient)] {
          expectClose(
            outcome[name], wanted, within: Tolerance.losses,
            "\(name) of \(golden.kind), \(golden.n)x\(golden.elements), on \(set)")
        }
      }
    }
  }

  @Test func `zero padding, and its gradient, exactly`() throws {
    for golden in Goldens.operations.pad {
      let margins = Margins(top: golden.top, bottom: golden.bottom, left: golden.left, right: golden.right)
      let size = [golden.channels, golden.height, golden.width]
      let padded = [
        golden.channels, golden.top + golden.height + golden.bottom, golden.left + golden.width + golden.right,
      ]
      let experiment = Experiment(
        samples: golden.n,
        inputs: [Numbers("x", size, golden.x.floats), Numbers("dy", padded, golden.dy.floats)], parameters: []
      ) { at in
        let y = at["x"]!.padded(by: margins)
        return Traced(results: [("y", y)], loss: y.contracted(with: at["dy"]!, samples: golden.n))
      }
      for (set, outcome) in try experiment.runEverywhere() {
        // A gradient passes through n · (1 / n), which rounds; the padding itself moves numbers unchanged.
        expectClose(outcome["y"], golden.y, within: 1e-7, "y of \(size) padded by \(margins) on \(set)")
        expectClose(outcome["dx"], golden.dx, within: 1e-6, "dx of \(size) padded by \(margins) on \(set)")
      }
    }
  }
}
