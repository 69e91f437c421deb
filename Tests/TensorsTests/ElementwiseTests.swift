import CPUEngine
import Foundation
import ReferenceEngine
import Tensors
import Testing

/// Elementwise operations at their limits.
@Suite struct ElementwiseTests {
  /// `function`, y, of the samples `x` of `dimensions`.
  private func experiment(
    _ x: [Float], _ dimensions: [Int] = [], samples: Int = 1, capacity: Int? = nil,
    _ function: @escaping (Tensor) -> Tensor
  ) -> Experiment {
    Experiment(samples: samples, capacity: capacity, inputs: [Numbers("x", dimensions, x)], parameters: []) { at in
      Traced(results: [("y", function(at["x"]!))])
    }
  }

  /// `function` of the samples `x` of `dimensions`, on every instruction set.
  private func everywhere(
    _ x: [Float], _ dimensions: [Int] = [], samples: Int = 1, _ function: @escaping (Tensor) -> Tensor
  ) throws -> [(set: String, y: [Float])] {
    try experiment(x, dimensions, samples: samples, function).runEverywhere().map { ($0.set, $0.outcome["y"] ?? []) }
  }

  /// Numbers of every magnitude, dense near zero.
  private static let sweep: [Float] =
    (-40_000...40_000).map { Float($0) / 400 } + (-4000...4000).map { Float($0) / 4000 }
    + (-140...6).flatMap {
      [Float(sign: .plus, exponent: $0, significand: 1), -Float(sign: .plus, exponent: $0, significand: 1)]
    }

  /// The worst error of `function` in units in the last place of the reference's value, at least `floor` each.
  private func checkUnits(
    _ bound: Double, over x: [Float], floor: Double = 0x1p-126, _ function: @escaping (Tensor) -> Tensor,
    _ place: SourceLocation = #_sourceLocation
  ) throws {
    let experiment = experiment(x, [x.count], function)
    let reference = try #require(experiment.runReference()["y"])
    for (set, outcome) in try experiment.runEverywhere(place) {
      var worst = (units: 0.0, at: Float.nan)
      for ((y, wanted), x) in zip(zip(try #require(outcome["y"]), reference), x) {
        if Double(y) == wanted || Float(wanted) == y { continue }
        let units = abs(Double(y) - wanted) / Swift.max(Double(Float(wanted).ulp), floor)
        if !(units <= worst.units) { worst = (units.isNaN ? .infinity : units, x) }
      }
      #expect(worst.units <= bound, "at \(worst.at) on \(set)", sourceLocation: place)
    }
  }

  @Test func `exp, log and square root are good to a few units in the last place`() throws {
    try checkUnits(2, over: Self.sweep) { exp($0) }
    let positive = Self.sweep.filter { $0 > 0 } + [.greatestFiniteMagnitude, .leastNonzeroMagnitude]
    try checkUnits(2, over: positive) { log($0) }
    try checkUnits(0.51, over: positive, floor: 0) { $0.squareRoot() }
  }

  @Test func `the slopes of elu and selu keep their digits far below zero`() throws {
    let moderate = Self.sweep.filter { $0 > -80 && $0 != 0 }
    func slope(_ x: Tensor, _ y: Tensor) -> Tensor {
      x.graph.gradients(of: y.summedPerSample().summedOverBatch(), withRespectTo: [x])[0] ?? x
    }
    try checkUnits(3, over: moderate) { slope($0, elu($0)) }
    try checkUnits(4, over: moderate) { slope($0, selu($0)) }
  }

  @Test func `activations keep the digits of small values`() throws {
    try checkUnits(3, over: Self.sweep) { elu($0) }
    try checkUnits(3.5, over: Self.sweep) { selu($0) }
    try checkUnits(4, over: Self.sweep.filter { $0 > -80 }) { softplus($0) }
    // The argument of exp is rounded, which costs its size in units.
    try checkUnits(8, over: Self.sweep.filter { abs($0) < 2 }) { gelu($0) }
    try experiment(Self.sweep, [Self.sweep.count]) { gelu($0) }
      .checkAgainstReference(within: Tolerance.function, "gelu")
  }

  @Test func `the ends of the number line`() throws {
    let x: [Float] = [0, -1, .infinity, -.infinity, 200, -200, .nan, 0x1p-140]
    for (_, y) in try everywhere(x, [8], { log($0) }) {
      #expect(y[0] == -.infinity && y[1].isNaN && y[2] == .infinity && y[3].isNaN && y[6].isNaN)
      #expect(abs(y[7] - Float(Foundation.log(Double(x[7])))) < 1e-4)
    }
    for (_, y) in try everywhere(x, [8], { exp($0) }) {
      #expect(y[0] == 1 && y[2] == .infinity && y[3] == 0 && y[4] == .infinity && y[5] == 0 && y[6].isNaN)
    }
    for (_, y) in try everywhere(x, [8], { $0.clipped(to: -2...3) }) {
      #expect(Array(y[0..<6]) == [0, -1, 3, -2, 3, -2] && y[6].isNaN)
    }
    for (_, y) in try everywhere(x, [8], { $0.sign() }) { #expect(Array(y[0..<6]) == [0, -1, 1, -1, 1, -1]) }
  }

  @Test func `softmax, its logarithm and log-sum-exp neither overflow nor lose small differences`() throws {
    let x: [Float] = [1000, 999, -1000, 5, 5, 5, -3000, -3001, -3000]
    let experiment = Experiment(samples: 1, inputs: [Numbers("x", [9], x)], parameters: []) { at in
      let x = at["x"]!
      return Traced(results: [
        ("softmax", x.softmax(groupsOf: 3)), ("log-softmax", x.logSoftmax(groupsOf: 3)),
        ("log-sum-exp", x.logSumExp(groupsOf: 3)),
      ])
    }
    try experiment.checkAgainstReference(within: Tolerance.function, "groups of numbers far apart")
  }

  @Test func `one-hot rows, zeros for what is no class`() throws {
    for dimensions in [[], [1]] {
      for (_, y) in try everywhere([1, 3, -1, 0.5, 2], dimensions, samples: 5, { $0.oneHot(classes: 3) }) {
        #expect(y == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
      }
    }
  }

  @Test(arguments: 1...40)
  func `a transpose of every size around the vectors, exactly`(rows: Int) throws {
    for columns in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 130] {
      let w = Numbers("w", [rows, columns], seed: UInt64(rows * 200 + columns))
      let experiment = Experiment(samples: 1, inputs: [], parameters: [w]) { at in
        Traced(results: [("y", at["w"]!.transposed())])
      }
      let wanted = try experiment.runReference()["y"]?.floats
      for set in InstructionSet.available {
        #expect(try experiment.run(on: set, threads: 2)["y"] == wanted, "\(rows)x\(columns) on \(set.name)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 37, 150])
  func `sums over batches of every size, full or not`(samples: Int) throws {
    for capacity in [samples, 151] {
      let x = Numbers.drawn(samples * 21, seed: UInt64(samples))
      try experiment(x, [21], samples: samples, capacity: capacity) { $0.summedOverBatch() }
        .checkAgainstReference(within: Tolerance.products, "sum of \(samples) of \(capacity)")
      try experiment(x, [21], samples: samples, capacity: capacity) { $0.meanOverBatch() }
        .checkAgainstReference(within: Tolerance.losses, "mean of \(samples) of \(capacity)")
    }
  }

  @Test func `a weight that is used before and after a mean over the batch, and its reshapes`() throws {
    let x = Numbers("x", [6], samples: 45, seed: 1)
    let w = Numbers("w", [6, 6], seed: 2)
    let experiment = Experiment(samples: 45, inputs: [x], parameters: [w]) { at in
      let w = at["w"]!
      let products = at["x"]!.multiplied(byTransposed: w)
      let centred = products - products.meanOverBatch().repeatedOverBatch()
      let y = elu(centred.multiplied(byTransposed: w))
      return Traced(
        results: [
          ("y", y), ("flat", w.flattened()), ("folded", w.transposed().reshaped(to: [2, 18])),
          ("stopped", w.stopGradient()),
        ])
    }
    let reference = try experiment.runReference()
    for (set, outcome) in try experiment.runEverywhere() {
      expectClose(outcome["y"], reference["y"] ?? [], within: Tolerance.products, "on \(set)")
      #expect(outcome["flat"] == w.values && outcome["stopped"] == w.values)
      #expect(outcome["folded"] == reference["folded"]?.floats)
    }
  }
}
