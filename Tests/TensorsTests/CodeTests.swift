import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Codebooks.
@Suite struct CodeTests {
  @Test func `nearest codes, their vectors, sums, counts and gradients are PyTorch's`() throws {
    for golden in BatchGoldens.all.codes {
      let (samples, dimensions) = (golden.shape[0], Array(golden.shape.dropFirst()))
      let codes = golden.codes
      for capacity in [samples, samples + 40] {
        let experiment = Experiment(
          samples: samples, capacity: capacity,
          inputs: [Numbers("x", dimensions, golden.x.floats), Numbers("dy", dimensions, golden.dy.floats)],
          parameters: [
            Numbers("e", [codes, dimensions[0]], golden.codebook.floats),
            Numbers("choices", [codes], golden.choices.floats),
          ]
        ) { at in
          let (x, codebook) = (at["x"]!, at["e"]!)
          let indices = x.nearestCodes(in: codebook)
          let y = codebook.codes(at: indices)
          let (counts, sums) = (indices.codeCounts(codes: codes), x.codeSums(at: indices, codes: codes))
          let revived = codebook.revived(
            counts: counts, threshold: Float(golden.threshold), from: x, choices: at["choices"]!)
          return Traced(
            results: [
              ("indices", indices), ("y", y), ("counts", counts), ("sums", sums),
              ("averages", sums.codeAverages(counts: counts)), ("revived", revived),
            ], loss: y.contracted(with: at["dy"]!, samples: samples))
        }
        for (set, outcome) in try experiment.runEverywhere() {
          let title = "\(golden.shape) by \(codes) of \(capacity) on \(set)"
          #expect(outcome["indices"] == golden.indices.floats, "indices of \(title)")
          #expect(outcome["y"] == golden.y.floats, "codes of \(title)")
          #expect(outcome["counts"] == golden.counts.floats, "counts of \(title)")
          expectClose(outcome["sums"], golden.sums, within: Tolerance.products, "sums of \(title)")
          // An unused code's sum of zero is divided by a smoothed count near zero.
          expectClose(outcome["averages"], golden.averages, within: Tolerance.products, "averages of \(title)")
          #expect(outcome["revived"] == golden.revived.floats, "revived codes of \(title)")
          expectClose(outcome["de"], golden.dcodebook, within: Tolerance.products, "gradient of \(title)")
        }
      }
    }
  }

  @Test func `every number of codes, of vectors and of channels around the blocks; margins stay zero`() throws {
    var seed: UInt64 = 0
    for codes in [1, 2, 7, 8, 9, 16, 31, 32, 33, 64, 65, 130] {
      for (samples, dimensions) in [
        (1, [1]), (3, [17]), (13, [5]), (25, [2]), (2, [3, 1, 1]), (3, [4, 5, 3]), (1, [7, 6, 17]),
      ] {
        seed += 3
        let x = Numbers("x", dimensions, samples: samples, seed: seed)
        let e = Numbers("e", [codes, dimensions[0]], seed: seed + 1)
        let w = Numbers("w", [1, dimensions[0], 3, 3], seed: seed + 2)
        let isMaps = dimensions.count == 3
        let experiment = Experiment(samples: samples, inputs: [x], parameters: [e, w]) { at in
          let indices = at["x"]!.nearestCodes(in: at["e"]!)
          let vectors = at["e"]!.codes(at: indices)
          var results = [
            (name: "indices", tensor: indices), (name: "counts", tensor: indices.codeCounts(codes: codes)),
            (name: "sums", tensor: at["x"]!.codeSums(at: indices, codes: codes)), (name: "vectors", tensor: vectors),
          ]
          if isMaps { results.append(("beside", (at["x"]! + vectors).convolved(with: at["w"]!, padding: 1))) }
          return Traced(results: results)
        }
        let reference = try experiment.runReference()
        for (set, outcome) in try experiment.runEverywhere() {
          let title = "\(samples)x\(dimensions) by \(codes) on \(set)"
          for name in ["indices", "vectors", "counts"] {
            #expect(outcome[name] == reference[name]?.floats, "\(name) of \(title)")
          }
          for name in ["sums"] + (isMaps ? ["beside"] : []) {
            expectClose(
              outcome[name], reference[name] ?? [], within: Tolerance.products, "\(name) of \(title)")
          }
        }
      }
    }
  }

  @Test func `at one distance the lower index is taken, wherever the equal codes lie`() throws {
    for codes in [2, 9, 33, 70] {
      for twin in Set([0, 1, codes / 2, codes - 1]) {
        var e = Numbers("e", [codes, 3], seed: 1)
        // All codes but two are far away.
        e.values = e.values.map { $0 + 10 }
        for code in [twin, codes - 1] { e.values.replaceSubrange(code * 3..<code * 3 + 3, with: [1, 0.5, -1]) }
        let x = Numbers("x", [3], samples: 5, seed: 2)
        let experiment = Experiment(samples: 5, inputs: [x], parameters: [e]) { at in
          Traced(results: [("indices", at["x"]!.nearestCodes(in: at["e"]!))])
        }
        for (set, outcome) in try experiment.runEverywhere() {
          #expect(outcome["indices"] == Array(repeating: Float(twin), count: 5), "\(twin) of \(codes) on \(set)")
        }
      }
    }
  }

  @Test func `indices that no code has are taken for the nearest one that is there`() throws {
    let e = Numbers("e", [3, 2], [0, 1, 10, 11, 20, 21])
    let i = Numbers("i", [1], [-1, 3, 2.9, 1e30, -.infinity, .nan, 1])
    let experiment = Experiment(samples: 7, inputs: [i], parameters: [e]) { at in
      Traced(results: [("y", at["e"]!.codes(at: at["i"]!)), ("counts", at["i"]!.codeCounts(codes: 3))])
    }
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["y"] == [0, 1, 20, 21, 20, 21, 20, 21, 0, 1, 0, 1, 10, 11], "\(set)")
      #expect(outcome["counts"] == [3, 1, 3], "\(set)")
    }
  }

  @Test func `sums by code and codes are adjoint: both gradients`() throws {
    for dimensions in [[4], [3, 2, 5]] {
      let samples = 6
      let indexShape = [1] + dimensions.dropFirst()
      var i = Numbers("i", indexShape, samples: samples, seed: 1)
      i.values = i.values.map { (($0 + 1) * 3.5).rounded(.down) }
      let x = Numbers("x", dimensions, samples: samples, seed: 2)
      let u = Numbers("u", [7, dimensions[0]], seed: 3)
      // <sums(x), u> = <x, codes(u)>, and the gradient in x is codes(u).
      let experiment = Experiment(samples: samples, inputs: [i, x], parameters: [u]) { at in
        let sums = at["x"]!.codeSums(at: at["i"]!, codes: 7)
        let loss = 0.25 * ((sums + at["u"]!).sumOfSquares() - (sums - at["u"]!).sumOfSquares())
        return Traced(results: [("loss", loss), ("codes", at["u"]!.codes(at: at["i"]!))], loss: loss)
      }
      for (set, outcome) in try experiment.runEverywhere() {
        let codes = try #require(outcome["codes"]).map(Double.init)
        expectClose(outcome["dx"], codes, within: Tolerance.products, "gradient of \(dimensions) on \(set)")
        let product = zip(x.values, codes).reduce(0) { $0 + Double($1.0) * $1.1 }
        expectClose(outcome["loss"], [product], within: Tolerance.products, "product of \(dimensions) on \(set)")
      }
    }
  }

  @Test func `averages of nothing at all are zero`() throws {
    let experiment = Experiment(
      samples: 1, inputs: [Numbers("x", [1], [0])],
      parameters: [Numbers("s", [3, 2], Array(repeating: 0, count: 6)), Numbers("c", [3], [0, 0, 0])]
    ) { at in Traced(results: [("averages", at["s"]!.codeAverages(counts: at["c"]!))]) }
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["averages"] == [0, 0, 0, 0, 0, 0], "\(set)")
    }
  }

  @Test func `a choice picks a vector of the batch, the last one for numbers that round up to one`() throws {
    let x = Numbers("x", [2, 1, 3], samples: 2, [0, 1, 2, 10, 11, 12, 3, 4, 5, 13, 14, 15])
    let experiment = Experiment(
      samples: 2, capacity: 9, inputs: [x],
      parameters: [
        Numbers("e", [5, 2], Array(repeating: 7, count: 10)), Numbers("c", [5], [0, 1, 0.5, 2, 0]),
        Numbers("u", [5], [0, 0.5, 0.5, 0.2, 0.99999994]),
      ]
    ) { at in
      Traced(results: [("e", at["e"]!.revived(counts: at["c"]!, threshold: 1, from: at["x"]!, choices: at["u"]!))])
    }
    for (set, outcome) in try experiment.runEverywhere() {
      #expect(outcome["e"] == [0, 10, 7, 7, 3, 13, 7, 7, 5, 15], "\(set)")
    }
  }
}

extension Numbers {
  /// `values` of `samples` samples.
  fileprivate init(_ name: String, _ dimensions: [Int], samples: Int, _ values: [Float]) {
    precondition(values.count == samples * dimensions.reduce(1, *))
    self.init(name, dimensions, values)
  }
}
