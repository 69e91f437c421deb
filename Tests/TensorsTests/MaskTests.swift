import CPUEngine
import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Masks keep the greatest.
@Suite struct MaskTests {
  @Test func `of each sample, of each feature over the batch, and of each map, as PyTorch's stable sort has them`()
    throws
  {
    for golden in BatchGoldens.all.masks {
      let (samples, dimensions) = (golden.shape[0], Array(golden.shape.dropFirst()))
      for capacity in [samples, samples + 5] {
        let experiment = Experiment(
          samples: samples, capacity: capacity, inputs: [Numbers("x", dimensions, golden.x.floats)], parameters: []
        ) { at in
          let x = at["x"]!
          var results = [
            (name: "top", tensor: x.topMask(golden.k)),
            (name: "lifetime", tensor: x.lifetimeMask(fraction: Float(golden.fraction))),
          ]
          if golden.spatial != nil { results.append(("spatial", x.spatialMask())) }
          return Traced(results: results)
        }
        for (set, outcome) in try experiment.runEverywhere() {
          let title = "\(golden.shape), k \(golden.k), fraction \(golden.fraction) on \(set)"
          #expect(outcome["top"] == golden.top.floats, "top mask of \(title)")
          #expect(outcome["lifetime"] == golden.lifetime.floats, "lifetime mask of \(title)")
          #expect(outcome["spatial"] == golden.spatial?.floats, "spatial mask of \(title)")
        }
      }
    }
  }

  /// The masks of `x`, alone and of planes that lie in margins, beside the reference's.
  private func check(_ x: Numbers, samples: Int, k: Int, fraction: Float, _ place: SourceLocation = #_sourceLocation)
    throws
  {
    let isMaps = x.dimensions.count == 3
    let experiment = Experiment(
      samples: samples, capacity: samples + 1, inputs: [x],
      parameters: [Numbers("w", [1, x.dimensions[0], 3, 3], seed: 1)]
    ) { at in
      let x = at["x"]!
      let top = x.topMask(k)
      var results = [(name: "top", tensor: top), (name: "lifetime", tensor: x.lifetimeMask(fraction: fraction))]
      if isMaps {
        results.append(("spatial", x.spatialMask()))
        // A convolution gives x a margin, whose zeros must neither be chosen nor written.
        results.append(("beside", (x + top).convolved(with: at["w"]!, padding: 1)))
      }
      return Traced(results: results)
    }
    let reference = try experiment.runReference()
    for (set, outcome) in try experiment.runEverywhere(place) {
      let title = "\(samples)x\(x.dimensions), k \(k), fraction \(fraction) on \(set)"
      for mask in ["top", "lifetime"] + (isMaps ? ["spatial"] : []) {
        #expect(outcome[mask] == reference[mask]?.floats, "\(mask) mask of \(title)", sourceLocation: place)
      }
      guard isMaps, let beside = reference["beside"] else { continue }
      expectClose(outcome["beside"], beside, within: Tolerance.products, "beside \(title)", place)
    }
  }

  @Test(arguments: [0, 1, 2])
  func `every size around the vectors, with few and with many equal numbers`(rounding: Int) throws {
    var seed: UInt64 = 10
    func drawn(_ dimensions: [Int], _ samples: Int) -> Numbers {
      seed += 1
      var x = Numbers("x", dimensions, samples: samples, seed: seed)
      // Fourths, or all but the greatest negative: ties everywhere, and maxima below the margins' zeros.
      if rounding == 1 { x.values = x.values.map { ($0 * 4).rounded() / 4 } }
      if rounding == 2 { x.values = x.values.map { $0 - 2 } }
      return x
    }
    for width in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 100] {
      let samples = width % 7 + 1
      for k in Set([1, 2, width / 2, width - 1, width]) where k >= 1 && k <= width {
        try check(drawn([width], samples), samples: samples, k: k, fraction: Float(k) / Float(width))
      }
    }
    for dimensions in [[1, 1, 1], [3, 2, 5], [2, 5, 17], [17, 1, 3]] {
      for samples in [1, 4, 11] {
        try check(drawn(dimensions, samples), samples: samples, k: 2 % dimensions.reduce(1, *) + 1, fraction: 0.3)
      }
    }
  }

  @Test func `the two zeros are equal; infinities and denormals are in order`() throws {
    let tiny = Float.leastNonzeroMagnitude
    let x: [Float] = [-0.0, 0, -.infinity, .infinity, -tiny, tiny, -1, .greatestFiniteMagnitude, -0.0]
    let greatestFirst = [3, 7, 5, 0, 1, 8, 4, 6, 2]
    for k in 1...9 {
      let experiment = Experiment(samples: 1, inputs: [Numbers("x", [9], x)], parameters: []) { at in
        Traced(results: [("mask", at["x"]!.topMask(k))])
      }
      let kept = Set(greatestFirst.prefix(k))
      for (set, outcome) in try experiment.runEverywhere() {
        #expect(outcome["mask"] == (0..<9).map { kept.contains($0) ? 1 : 0 }, "k \(k) on \(set)")
      }
    }
  }

  @Test(arguments: 1...60)
  func `a fraction counts the samples of this batch, and its rounding does not count`(samples: Int) throws {
    let x = Numbers("x", [3], samples: samples, seed: 5)
    for parts in [2, 3, 7, 10, 20, 100] {
      let winners = (samples + parts - 1) / parts
      let experiment = Experiment(samples: samples, capacity: 64, inputs: [x], parameters: []) { at in
        Traced(results: [("mask", at["x"]!.lifetimeMask(fraction: 1 / Float(parts)))])
      }
      let mask = try #require(experiment.run(on: InstructionSet.available[0], threads: 1)["mask"])
      #expect(mask.reduce(0, +) == Float(3 * winners), "\(samples) samples, 1/\(parts)")
    }
  }

  @Test func `only what is kept receives a gradient`() throws {
    let x = Numbers("x", [5], [3, -1, 4, 1, 5, 9, 2, 6, -5, 3])
    let experiment = Experiment(samples: 2, inputs: [x], parameters: []) { at in
      let kept = at["x"]! * at["x"]!.topMask(2)
      return Traced(results: [("y", kept)], loss: kept.summedPerSample().batchMean())
    }
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["y"] == [0, 0, 4, 0, 5, 9, 0, 6, 0, 0], "\(set)")
      #expect(outcome["dx"] == [0, 0, 0.5, 0, 0.5, 0.5, 0, 0.5, 0, 0], "\(set)")
    }
  }
}
