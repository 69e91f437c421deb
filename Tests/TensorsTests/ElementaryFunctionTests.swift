import CPUEngine
import Foundation
import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Elementary functions are good to a few units in the last place.
@Suite struct ElementaryFunctionTests {
  /// What the engine gives for `function` of each of `x`, on one instruction set.
  private func values(
    of x: [Float], targets: [Float]? = nil, on set: InstructionSet, _ function: @escaping (Tensor, Tensor) -> Tensor
  ) throws -> [Float] {
    // One sample for each number, where losses are wanted; one long sample otherwise.
    let perSample = targets != nil
    let shape = perSample ? [1] : [x.count]
    let experiment = Experiment(
      samples: perSample ? x.count : 1, inputs: [Numbers("x", shape, x), Numbers("t", shape, targets ?? x)],
      parameters: []
    ) { at in Traced(results: [("y", function(at["x"]!, at["t"]!))]) }
    return try #require(experiment.run(on: set, threads: 1)["y"])
  }

  /// A dense sweep of [-100, 100], denser near zero, and powers of two down to the denormals.
  private static let sweep: [Float] =
    (-100_000...100_000).map { Float($0) / 1000 } + (-20_000...20_000).map { Float($0) / 20_000 }
    + (-149...6).flatMap {
      [Float(sign: .plus, exponent: $0, significand: 1), -Float(sign: .plus, exponent: $0, significand: 1)]
    }

  /// The worst error in units in the last place of the true value, and where it is; `floor` bounds the unit from below.
  private func worst(
    _ got: [Float], _ x: [Float], floor: Double = 0, _ truth: (Double) -> Double
  ) -> (ulps: Double, at: Float) {
    var worst = (ulps: 0.0, at: Float.nan)
    for (y, x) in zip(got, x) {
      let wanted = truth(Double(x))
      let unit = max(Double(Float(wanted).ulp), floor)
      let ulps = abs(Double(y) - wanted) / unit
      if !(ulps <= worst.ulps) { worst = (ulps.isNaN ? .infinity : ulps, x) }
    }
    return worst
  }

  // Each is a dozen roundings, most of which a later addition of 1 makes small; 1.3 and 2.3 are met.
  private let fewUlps = 2.5
  // A quotient of two polynomials: nine roundings that nothing makes small; 5.2 are met, 3e-7 of the value.
  private let quotientUlps = 6.0

  @Test(arguments: InstructionSet.available.map(\.name))
  func `tanh is close to the exact function`(name: String) throws {
    let set = try InstructionSet.chosen(environment: ["HOURGLASS_ISA": name])
    let got = try values(of: Self.sweep, on: set) { x, _ in tanh(x) }
    let worst = worst(got, Self.sweep) { Foundation.tanh($0) }
    #expect(worst.ulps <= quotientUlps, "at \(worst.at)")
    #expect(got.allSatisfy { abs($0) <= 1 })
  }

  @Test(arguments: InstructionSet.available.map(\.name))
  func `sigmoid is close to the exact function`(name: String) throws {
    let set = try InstructionSet.chosen(environment: ["HOURGLASS_ISA": name])
    let got = try values(of: Self.sweep, on: set) { x, _ in Tensors.sigmoid(x) }
    // It saturates at exp(-88) = 2^-127, among the denormals.
    let worst = worst(got, Self.sweep, floor: 0x1p-127) { 1 / (1 + exp(-$0)) }
    #expect(worst.ulps <= fewUlps, "at \(worst.at)")
    #expect(got.allSatisfy { $0 >= 0 && $0 <= 1 })
  }

  @Test(arguments: InstructionSet.available.map(\.name))
  func `binary cross-entropy`(name: String) throws {
    let set = try InstructionSet.chosen(environment: ["HOURGLASS_ISA": name])
    let x = stride(from: 0, to: Self.sweep.count, by: 7).map { Self.sweep[$0] }
    for target: Float in [0, 0.25, 1] {
      let targets = [Float](repeating: target, count: x.count)
      let got = try values(of: x, targets: targets, on: set) { x, t in x.binaryCrossEntropy(to: t) }
      let t = Double(target)
      let wanted = x.map { max(Double($0), 0) - Double($0) * t + log1p(exp(-abs(Double($0)))) }
      expectClose(got, wanted, within: Tolerance.losses, "cross-entropy with target \(target) on \(name)")
      // A loss is never negative beyond the rounding of its two large terms.
      #expect(zip(got, x).allSatisfy { $0.0 >= -2 * abs($0.1).ulp }, "target \(target) on \(name)")
    }
  }

  @Test(arguments: InstructionSet.available.map(\.name))
  func `infinities saturate, zeros and denormals pass`(name: String) throws {
    let set = try InstructionSet.chosen(environment: ["HOURGLASS_ISA": name])
    let tiny = Float.leastNonzeroMagnitude
    let x: [Float] = [0, -0.0, .infinity, -.infinity, tiny, -tiny, .leastNormalMagnitude, .greatestFiniteMagnitude]
    let tangents = try values(of: x, on: set) { x, _ in tanh(x) }
    #expect(tangents == [0, 0, 1, -1, tiny, -tiny, .leastNormalMagnitude, 1])
    let rectified = try values(of: x, on: set) { x, _ in relu(x) }
    #expect(rectified == [0, 0, .infinity, 0, tiny, 0, .leastNormalMagnitude, .greatestFiniteMagnitude])
    let logistic = try values(of: x, on: set) { x, _ in Tensors.sigmoid(x) }
    #expect(logistic[0] == 0.5 && logistic[1] == 0.5 && logistic[2] == 1 && logistic[7] == 1)
    #expect(logistic[3] >= 0 && logistic[3] < 1e-37)
  }

  @Test(arguments: InstructionSet.available.map(\.name))
  func `NaN stays NaN in every lane, through every activation and loss`(name: String) throws {
    let set = try InstructionSet.chosen(environment: ["HOURGLASS_ISA": name])
    for lane in 0..<37 {
      var x = Numbers.drawn(37, seed: 1)
      x[lane] = lane % 2 == 0 ? .nan : -.nan
      for kind in ActivationKind.allCases {
        let got = try values(of: x, on: set) { x, _ in x.activated(by: kind) }
        #expect((0..<37).allSatisfy { got[$0].isNaN == ($0 == lane) }, "\(kind), lane \(lane) on \(name)")
      }
      let losses: [(Tensor, Tensor) -> Tensor] = [
        { x, t in x.squaredError(to: 0.5 * t) }, { x, t in x.binaryCrossEntropy(to: 0 * t) },
        { x, t in (0 * t).binaryCrossEntropy(to: x) }, { x, _ in relu(x).summedPerSample() },
      ]
      for (index, loss) in losses.enumerated() {
        let got = try values(of: x, on: set) { x, t in loss(x, t).batchMean() }
        #expect(got[0].isNaN, "loss \(index), lane \(lane) on \(name)")
      }
    }
  }

  @Test(arguments: ["x", "w", "b", "v"])
  func `a NaN among the pixels or weights of a model appears in its loss`(place: String) throws {
    for kind in ActivationKind.allCases {
      var inputs = [Numbers("x", [2, 5, 4], samples: 3, seed: 1)]
      var parameters = [
        Numbers("w", [3, 2, 3, 3], seed: 2), Numbers("b", [3], seed: 3), Numbers("v", [2, 3, 3, 3], seed: 4),
      ]
      for i in inputs.indices where inputs[i].name == place { inputs[i].values[77] = .nan }
      for i in parameters.indices where parameters[i].name == place { parameters[i].values[1] = .nan }
      let experiment = Experiment(samples: 3, inputs: inputs, parameters: parameters) { at in
        let code = at["x"]!.convolved(with: at["w"]!, padding: 1).adding(bias: at["b"]!).activated(by: kind)
        let y = code.convolved(with: at["v"]!, padding: 1).activated(by: kind)
        let loss = y.squaredError(to: at["x"]!).batchMean()
        return Traced(results: [("loss", loss)], loss: loss)
      }
      for set in InstructionSet.available {
        let outcome = try experiment.run(on: set, threads: 2)
        #expect(outcome["loss"]?.first?.isNaN == true, "\(kind) on \(set.name)")
      }
    }
  }
}
