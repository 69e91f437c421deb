import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Batch normalisation.
@Suite struct NormalizationTests {
  /// The normalisation of a golden case's numbers.
  private func experiment(
    _ golden: BatchGoldens.Normalization, capacity: Int? = nil,
    _ normalized: @escaping ([String: Tensor]) -> (values: Tensor, others: [(name: String, tensor: Tensor)])
  ) -> Experiment {
    let (samples, dimensions) = (golden.shape[0], Array(golden.shape.dropFirst()))
    let c = [dimensions[0]]
    return Experiment(
      samples: samples, capacity: capacity,
      inputs: [Numbers("x", dimensions, golden.x.floats), Numbers("dy", dimensions, golden.dy.floats)],
      parameters: [
        Numbers("scale", c, golden.scale.floats), Numbers("shift", c, golden.shift.floats),
        Numbers("mean", c, golden.mean.floats), Numbers("variance", c, golden.variance.floats),
      ]
    ) { at in
      let (values, others) = normalized(at)
      return Traced(
        results: [("y", values)] + others, loss: values.contracted(with: at["dy"]!, samples: samples))
    }
  }

  /// How many times coarser the numbers of a case are than numbers in -1 to 1.
  private func slack(_ golden: BatchGoldens.Normalization) -> Double {
    (golden.x.map(abs).max() ?? 1) > 2 ? 20 : 1
  }

  private func expect(
    _ outcome: [String: [Float]], _ golden: BatchGoldens.Normalization, _ title: String,
    _ place: SourceLocation = #_sourceLocation
  ) {
    // A deviation of a few hundredths magnifies roundings of numbers near 20 by its inverse.
    let slack = slack(golden)
    let magnified = (golden.dx.map(abs).max() ?? 1) > 10 ? 100.0 : 1.0
    expectClose(outcome["y"], golden.y, within: slack * Tolerance.products, "y of \(title)", place)
    expectClose(outcome["dx"], golden.dx, within: slack * magnified * Tolerance.products, "dx of \(title)", place)
    expectClose(outcome["dscale"], golden.dscale, within: slack * Tolerance.products, "dscale of \(title)", place)
    expectClose(outcome["dshift"], golden.dshift, within: Tolerance.products, "dshift of \(title)", place)
  }

  @Test func `values, statistics and gradients are PyTorch's, whatever the capacity`() throws {
    for golden in BatchGoldens.all.normalizationOfBatch {
      for capacity in [golden.shape[0], golden.shape[0] + 1, 3 * golden.shape[0] + 40] {
        let runs = try experiment(golden, capacity: capacity) { at in
          let result = at["x"]!.batchNormalized(
            scale: at["scale"]!, shift: at["shift"]!, epsilon: Float(golden.epsilon))
          return (
            result.values,
            [("mean", result.mean), ("variance", result.variance), ("unbiased", result.unbiasedVariance)]
          )
        }
        .runEverywhere()
        for (set, outcome) in runs {
          let title = "\(golden.shape) of \(capacity) on \(set)"
          expect(outcome, golden, title)
          expectClose(outcome["mean"], golden.mean, within: slack(golden) * Tolerance.function, "mean of \(title)")
          expectClose(
            outcome["variance"], golden.variance, within: slack(golden) * Tolerance.function, "variance of \(title)")
          expectClose(
            outcome["unbiased"], try #require(golden.unbiased), within: slack(golden) * Tolerance.function,
            "unbiased of \(title)")
          // The statistics are functions of the batch: no gradient is left for numbers beside them.
          #expect(outcome["dmean"]?.allSatisfy { $0 == 0 } == true)
        }
      }
    }
  }

  @Test func `values and gradients with given statistics are PyTorch's`() throws {
    for golden in BatchGoldens.all.normalizationGiven {
      let runs = try experiment(golden) { at in
        let values = at["x"]!.normalized(
          mean: at["mean"]!, variance: at["variance"]!, scale: at["scale"]!, shift: at["shift"]!,
          epsilon: Float(golden.epsilon))
        return (values, [])
      }
      .runEverywhere()
      for (set, outcome) in runs { expect(outcome, golden, "\(golden.shape) on \(set)") }
    }
  }

  @Test func `the statistics may be differentiated by themselves`() throws {
    for golden in BatchGoldens.all.statistics {
      let dimensions = Array(golden.shape.dropFirst())
      let c = [dimensions[0]]
      let wanted = [("mean", golden.ofMean), ("variance", golden.ofVariance), ("unbiased", golden.ofUnbiased)]
      for (name, gradient) in wanted {
        let experiment = Experiment(
          samples: golden.shape[0], capacity: golden.shape[0] + 2,
          inputs: [Numbers("x", dimensions, golden.x.floats)],
          parameters: [Numbers("u", c, golden.u.floats), Numbers("v", c, golden.v.floats)]
        ) { at in
          let result = at["x"]!.batchNormalized(scale: at["u"]!, shift: at["v"]!)
          let statistic = ["mean": result.mean, "variance": result.variance, "unbiased": result.unbiasedVariance][name]!
          // u · statistic = (|u + statistic|² - |u|² - |statistic|²) / 2
          let direction = name == "mean" ? at["u"]! : at["v"]!
          let loss =
            0.5 * ((statistic + direction).sumOfSquares() - direction.sumOfSquares() - statistic.sumOfSquares())
          return Traced(results: [("loss", loss)], loss: loss)
        }
        for (set, outcome) in try experiment.runEverywhere() {
          expectClose(outcome["dx"], gradient, within: Tolerance.products, "\(name) of \(golden.shape) on \(set)")
        }
      }
    }
  }

  @Test(arguments: [[3], [3, 1, 1]])
  func `a channel of a single number becomes the shift`(dimensions: [Int]) throws {
    let experiment = Experiment(
      samples: 1, capacity: 7, inputs: [Numbers("x", dimensions, [1e-3, -70, 3])],
      parameters: [Numbers("scale", [3], [1, 2, -3]), Numbers("shift", [3], [0.5, -0.25, 8])]
    ) { at in
      let result = at["x"]!.batchNormalized(scale: at["scale"]!, shift: at["shift"]!)
      return Traced(
        results: [
          ("y", result.values), ("mean", result.mean), ("variance", result.variance),
          ("unbiased", result.unbiasedVariance),
        ], loss: (result.values * result.values).summedPerSample().batchMean())
    }
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["y"] == [0.5, -0.25, 8], "\(set)")
      #expect(outcome["mean"] == [1e-3, -70, 3], "\(set)")
      #expect(outcome["variance"] == [0, 0, 0] && outcome["unbiased"] == [0, 0, 0], "\(set)")
      #expect(outcome["dx"] == [0, 0, 0] && outcome["dscale"] == [0, 0, 0], "\(set)")
      #expect(outcome["dshift"] == [1, -0.5, 16], "\(set)")
    }
  }

  @Test(arguments: [[5], [5, 7, 9]])
  func `a variance far from zero is not lost`(dimensions: [Int]) throws {
    let samples = 150
    var x = Numbers("x", dimensions, samples: samples, seed: 1)
    // Multiples of 2^-12 at 1000: exact in float. A sum of squares would lose a thousand times the variance of 1e-4, the
    // mean's own rounding costs some thousandths of it.
    x.values = x.values.map { 1000 + ($0 * 64).rounded() / 4096 }
    let experiment = Experiment(
      samples: samples, inputs: [x], parameters: [Numbers("one", [5], Array(repeating: 1, count: 5))]
    ) { at in
      let result = at["x"]!.batchNormalized(scale: at["one"]!, shift: at["one"]!)
      return Traced(results: [("mean", result.mean), ("variance", result.variance)])
    }
    let reference = try experiment.runReference()
    let (mean, variance) = (try #require(reference["mean"]), try #require(reference["variance"]))
    for (set, outcome) in try experiment.runEverywhere() {
      for c in 0..<5 {
        let (gotMean, gotVariance) = (
          Double(try #require(outcome["mean"])[c]), Double(try #require(outcome["variance"])[c])
        )
        #expect(abs(gotMean - mean[c]) <= 1e-6 * abs(mean[c]), "mean \(c) on \(set)")
        #expect(abs(gotVariance - variance[c]) <= 1e-2 * variance[c], "variance \(c) on \(set)")
      }
    }
  }

  @Test func `between convolutions, its planes' margins stay zero`() throws {
    for (samples, channels, height, width) in [(1, 1, 3, 5), (5, 3, 6, 7), (37, 2, 4, 16), (3, 17, 5, 4)] {
      let x = Numbers("x", [2, height, width], samples: samples, seed: 1)
      let parameters = [
        Numbers("w", [channels, 2, 3, 3], seed: 2), Numbers("s", [channels], seed: 3),
        Numbers("b", [channels], seed: 4),
        Numbers("v", [1, channels, 3, 3], seed: 5),
      ]
      for kind in [nil] + ActivationKind.allCases {
        let experiment = Experiment(samples: samples, capacity: samples + 3, inputs: [x], parameters: parameters) {
          at in
          let values = at["x"]!.convolved(with: at["w"]!, padding: 1)
            .batchNormalized(scale: at["s"]!, shift: at["b"]!).values
          let active = kind.map { values.activated(by: $0) } ?? values
          return Traced(results: [("y", active.convolved(with: at["v"]!, padding: 1))])
        }
        try experiment.checkAgainstReference(
          within: Tolerance.composed, "\(samples)x\(channels), \(String(describing: kind))")
      }
    }
  }

  @Test func `a bias may follow`() throws {
    for dimensions in [[19], [3, 4, 5]] {
      let x = Numbers("x", dimensions, samples: 6, seed: 1)
      let c = [dimensions[0]]
      let parameters = [Numbers("s", c, seed: 3), Numbers("b", c, seed: 4), Numbers("c", c, seed: 5)]
      let experiment = Experiment(samples: 6, inputs: [x], parameters: parameters) { at in
        let values = at["x"]!.batchNormalized(scale: at["s"]!, shift: at["b"]!).values
        return Traced(results: [("y", tanh(values.adding(bias: at["c"]!)))])
      }
      try experiment.checkAgainstReference(within: Tolerance.products, "\(dimensions)")
    }
  }

  @Test func `running statistics move by arithmetic on numbers per channel`() throws {
    let x = Numbers("x", [19], samples: 9, seed: 1)
    let parameters = [Numbers("s", [19], seed: 3), Numbers("b", [19], seed: 4), Numbers("running", [19], seed: 5)]
    let experiment = Experiment(samples: 9, inputs: [x], parameters: parameters) { at in
      let mean = at["x"]!.batchNormalized(scale: at["s"]!, shift: at["b"]!).mean
      return Traced(results: [("moved", 0.9 * at["running"]! + 0.1 * mean)])
    }
    try experiment.checkAgainstReference(within: Tolerance.function, "running statistics")
  }

  @Test func `a NaN among the pixels reaches its channel's values, and no other`() throws {
    for dimensions in [[19], [19, 2, 3]] {
      var x = Numbers("x", dimensions, samples: 4, seed: 1)
      let elements = dimensions.dropFirst().reduce(1, *)
      x.values[7 * elements] = .nan
      let experiment = Experiment(
        samples: 4, inputs: [x], parameters: [Numbers("s", [19], seed: 3), Numbers("b", [19], seed: 4)]
      ) { at in
        Traced(results: [("y", relu(at["x"]!.batchNormalized(scale: at["s"]!, shift: at["b"]!).values))])
      }
      for (set, outcome) in try experiment.runEverywhere() {
        let y = try #require(outcome["y"])
        #expect(y.indices.allSatisfy { y[$0].isNaN == ($0 / elements % 19 == 7) }, "\(dimensions) on \(set)")
      }
    }
  }

  @Test(arguments: [[5], [3, 2, 4]])
  func `a penalty on its gradients has the slopes of the formula's`(dimensions: [Int]) throws {
    let samples = 5
    let x = Numbers("x", dimensions, samples: samples, seed: 1)
    let dy = Numbers("dy", dimensions, samples: samples, seed: 2)
    let (scale, shift) = (Numbers("scale", [dimensions[0]], seed: 3), Numbers("shift", [dimensions[0]], seed: 4))
    let experiment = Experiment(samples: samples, inputs: [x, dy], parameters: [scale, shift]) { at in
      let y = at["x"]!.batchNormalized(scale: at["scale"]!, shift: at["shift"]!).values
      let gradients = y.graph.gradients(
        of: y.contracted(with: at["dy"]!, samples: samples),
        withRespectTo: [at["x"]!, at["scale"]!, at["shift"]!])
      guard let dx = gradients[0], let dscale = gradients[1], let dshift = gradients[2] else {
        fatalError("no gradient")
      }
      let loss = dx.squared().summedPerSample().summedOverBatch() + dscale.sumOfSquares() + 0.5 * dshift.sumOfSquares()
      return Traced(results: [("loss", loss)], loss: loss)
    }
    try experiment.checkAgainstReference(within: 5 * Tolerance.composed, hasSlopes: true, "penalty of \(dimensions)")
  }
}
