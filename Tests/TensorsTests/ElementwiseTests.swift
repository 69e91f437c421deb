import CPUEngine
import Foundation
import Tensors
import Testing

/// Elementwise operations at their limits.
@Suite struct ElementwiseTests {
  /// `function` of the samples `x` of `dimensions`, on every instruction set.
  private func everywhere(
    _ x: [Float], _ dimensions: [Int] = [], samples: Int = 1, capacity: Int? = nil,
    _ function: @escaping (Tensor) -> Tensor
  ) throws -> [(set: String, y: [Float])] {
    let experiment = Experiment(
      samples: samples, capacity: capacity, inputs: [Numbers("x", dimensions, x)], parameters: []
    ) { at in Traced(results: [("y", function(at["x"]!))]) }
    return try experiment.runEverywhere().map { ($0.set, $0.outcome["y"] ?? []) }
  }

  /// Numbers of every magnitude, dense near zero.
  private static let sweep: [Float] =
    (-40_000...40_000).map { Float($0) / 400 } + (-4000...4000).map { Float($0) / 4000 }
    + (-140...6).flatMap {
      [Float(sign: .plus, exponent: $0, significand: 1), -Float(sign: .plus, exponent: $0, significand: 1)]
    }

  /// The worst error of `function` in units in the last place of the true value, at least `floor` each.
  private func checkUnits(
    _ bound: Double, over x: [Float], floor: Double = 0x1p-126, _ function: @escaping (Tensor) -> Tensor,
    _ truth: (Double) -> Double, _ place: SourceLocation = #_sourceLocation
  ) throws {
    for (set, y) in try everywhere(x, [x.count], function) {
      var worst = (units: 0.0, at: Float.nan)
      for (y, x) in zip(y, x) {
        let wanted = truth(Double(x))
        if Double(y) == wanted || Float(wanted) == y { continue }
        let units = abs(Double(y) - wanted) / Swift.max(Double(Float(wanted).ulp), floor)
        if !(units <= worst.units) { worst = (units.isNaN ? .infinity : units, x) }
      }
      #expect(worst.units <= bound, "at \(worst.at) on \(set)", sourceLocation: place)
    }
  }

  @Test func `exp, log and square root are good to a few units in the last place`() throws {
    try checkUnits(2, over: Self.sweep, { exp($0) }, { Foundation.exp($0) })
    let positive = Self.sweep.filter { $0 > 0 } + [.greatestFiniteMagnitude, .leastNonzeroMagnitude]
    try checkUnits(2, over: positive, { log($0) }, { Foundation.log($0) })
    try checkUnits(0.51, over: positive, floor: 0, { $0.squareRoot() }, { $0.squareRoot() })
  }

  @Test func `activations keep the digits of small values`() throws {
    try checkUnits(3, over: Self.sweep, { elu($0) }, { $0 > 0 ? $0 : expm1($0) })
    try checkUnits(
      3.5, over: Self.sweep, { selu($0) }, { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * expm1($0)) })
    let moderate = Self.sweep.filter { $0 > -80 }
    try checkUnits(
      4, over: moderate, { softplus($0) }, { $0 > 0 ? $0 + log1p(Foundation.exp(-$0)) : log1p(Foundation.exp($0)) })
    // The argument of exp is rounded, which costs its size in units.
    try checkUnits(
      8, over: Self.sweep.filter { abs($0) < 2 }, { gelu($0) }, { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) })
    for (set, y) in try everywhere(Self.sweep, [Self.sweep.count], { gelu($0) }) {
      let wanted = Self.sweep.map { 0.5 * Double($0) * erfc(-Double($0) / 2.0.squareRoot()) }
      expectClose(y, wanted, within: Tolerance.function, "gelu on \(set)")
    }
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
    func wanted(_ function: (Double, Double, Double) -> Double) -> [Double] {
      (0..<9).map { i in
        let group = x[i / 3 * 3..<i / 3 * 3 + 3].map(Double.init)
        let most = group.max() ?? 0
        return function(Double(x[i]), most, group.reduce(0) { $0 + Foundation.exp($1 - most) })
      }
    }
    for (set, y) in try everywhere(x, [9], { $0.softmax(groupsOf: 3) }) {
      expectClose(y, wanted { Foundation.exp($0 - $1) / $2 }, within: Tolerance.function, "softmax on \(set)")
    }
    for (set, y) in try everywhere(x, [9], { $0.logSoftmax(groupsOf: 3) }) {
      expectClose(y, wanted { $0 - $1 - Foundation.log($2) }, within: Tolerance.function, "log-softmax on \(set)")
    }
    for (set, y) in try everywhere(x, [9], { $0.logSumExp(groupsOf: 3) }) {
      let all = wanted { $1 + Foundation.log($2) }
      expectClose(y, [all[0], all[3], all[6]], within: Tolerance.function, "log-sum-exp on \(set)")
    }
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
      let wanted = ReferenceTensor(w, samples: nil).transposed().values.floats
      for set in InstructionSet.available {
        #expect(try experiment.run(on: set, threads: 2)["y"] == wanted, "\(rows)x\(columns) on \(set.name)")
      }
    }
  }

  @Test(arguments: [1, 2, 3, 37, 150])
  func `sums over batches of every size, full or not`(samples: Int) throws {
    for capacity in [samples, 151] {
      let x = Numbers.drawn(samples * 21, seed: UInt64(samples))
      var sums = [Double](repeating: 0, count: 21)
      for (i, value) in x.enumerated() { sums[i % 21] += Double(value) }
      for (set, y) in try everywhere(x, [21], samples: samples, capacity: capacity, { $0.summedOverBatch() }) {
        expectClose(y, sums, within: Tolerance.products, "sum of \(samples) of \(capacity) on \(set)")
      }
      for (set, y) in try everywhere(x, [21], samples: samples, capacity: capacity, { $0.meanOverBatch() }) {
        expectClose(
          y, sums.map { $0 / Double(samples) }, within: Tolerance.losses, "mean of \(samples) of \(capacity) on \(set)")
      }
    }
  }

  @Test func `a weight that is used before and after a mean over the batch, and its reshapes`() throws {
    let x = Numbers("x", [6], samples: 45, seed: 1)
    let w = Numbers("w", [6, 6], seed: 2)
    func value<T: Algebra>(_ x: T, _ w: T) -> T {
      let centred = x.multiplied(byTransposed: w)
      let mean = centred.meanOverBatch().repeatedOverBatch(45)
      return (centred - mean).multiplied(byTransposed: w).activated(by: .elu)
    }
    let wanted = value(ReferenceTensor(x, samples: 45), ReferenceTensor(w, samples: nil))
    let experiment = Experiment(samples: 45, inputs: [x], parameters: [w]) { at in
      let y = value(at["x"]!, at["w"]!)
      return Traced(
        results: [
          ("y", y), ("flat", at["w"]!.flattened()), ("folded", at["w"]!.transposed().reshaped(to: [2, 18])),
          ("stopped", at["w"]!.stopGradient()),
        ])
    }
    for (set, outcome) in try experiment.runEverywhere() {
      expectClose(outcome["y"], wanted.values, within: Tolerance.products, "on \(set)")
      #expect(outcome["flat"] == w.values && outcome["stopped"] == w.values)
      #expect(outcome["folded"] == ReferenceTensor(w, samples: nil).transposed().values.floats)
    }
  }
}
