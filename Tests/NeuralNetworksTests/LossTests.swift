import CPUEngine
import Foundation
import ImageShapes
import NeuralNetworks
import Tensors
import Testing

/// Tools/goldens/losses.py documents the layout.
private struct LossGoldens: Decodable {
  struct Loss: Decodable {
    let weights: [String: Double]
    let activation: ActivationKind?
    let shape: [Int]
    let low, high: Float
    let logits, target: [Double]
    let loss: Double
    let gradient: [Double]
  }
  struct FiveScales: Decodable {
    let height, width: Int
    let ssim, msSSIM: Double
  }
  struct Gaussian: Decodable {
    let n, d: Int
    let mean, logVariance, divergence, dMean, dLogVariance: [Double]
    let freeBits: Float
    let free: Double
    let freeDMean, freeDLogVariance: [Double]
  }
  struct Categorical: Decodable {
    let n, groups, k: Int
    let logits, divergence, gradient: [Double]
  }
  struct Sparsity: Decodable {
    let n, d: Int
    let target: Float
    let activations: [Double]
    let loss: Double
    let gradient: [Double]
  }
  struct Contractive: Decodable {
    let n, inputs, d: Int
    let x, w, b, penalty, dx, dw, db: [Double]
  }
  struct Jacobian: Decodable {
    let n, inputs, hidden, d: Int
    let x, w, v, penalty, dw, dv, exact: [Double]
  }
  struct Adversarial: Decodable {
    let n: Int
    let areReal: Bool
    let logits: [Double]
    let loss: Double
    let gradient: [Double]
  }
  let losses: [Loss]
  let fiveScales: FiveScales
  let gaussian: [Gaussian]
  let categorical: [Categorical]
  let sparsity: [Sparsity]
  let contractive: [Contractive]
  let jacobian: [Jacobian]
  let adversarial: [Adversarial]
}

/// Losses and penalties are PyTorch's, and so are their gradients.
@Suite struct LossTests {
  private let goldens: LossGoldens

  init() throws { goldens = try golden("losses", as: LossGoldens.self) }

  @Test func `every reconstruction loss, alone and in sums`() throws {
    for golden in goldens.losses {
      let loss = try ReconstructionLoss(named: golden.weights).measured(in: golden.low...golden.high)
      let dimensions = Array(golden.shape.dropFirst())
      let trace = LossTrace(
        samples: golden.shape[0],
        inputs: [TracedValues("z", dimensions, golden.logits), TracedValues("t", dimensions, golden.target)]
      ) { _, at in
        let value = loss(DecoderOutput(at["z"]!, golden.activation), at["t"]!)
        return ([("loss", value)], value)
      }
      for (set, outcome) in try trace.runEverywhere() {
        let place = "\(loss.name) of \(golden.shape) on \(set)"
        // A similarity is a quotient of differences of numbers near each other, and near 1 itself.
        let isSimilarity = golden.weights.keys.contains { $0.hasSuffix("ssim") }
        expectNear(outcome["loss"], [golden.loss], within: isSimilarity ? 3e-5 : 1e-5, place)
        expectNear(outcome["dz"], golden.gradient, within: isSimilarity ? 1e-4 : 1e-5, "gradient, \(place)")
      }
    }
    let tested = Set(goldens.losses.flatMap(\.weights.keys))
    #expect(tested == Set(ReconstructionLoss.Kind.allCases.map(\.rawValue)))
  }

  @Test func `all five scales of the multi-scale similarity`() throws {
    let golden = goldens.fiveScales
    func image(_ pixel: (Double, Double) -> Double) -> [Double] {
      (0..<golden.height * golden.width).map { pixel(Double($0 / golden.width), Double($0 % golden.width)) }
    }
    func wave(_ at: Double) -> Double { Foundation.sin(at) }
    let target = image { row, column in 0.5 + 0.4 * wave(0.3 * row) * wave(0.2 * column + .pi / 2) }
    let images = image { row, column in 0.5 + 0.3 * wave(0.3 * row + 0.4) * wave(0.21 * column + .pi / 2) }
    let dimensions = [1, golden.height, golden.width]
    let trace = LossTrace(
      samples: 1, inputs: [TracedValues("x", dimensions, images), TracedValues("y", dimensions, target)]
    ) { _, at in
      let one = structuralSimilarity(at["x"]!, at["y"]!, pixels: 0...1)
      let several = multiscaleStructuralSimilarity(at["x"]!, at["y"]!, pixels: 0...1)
      return ([("ssim", one), ("ms-ssim", several)], nil)
    }
    for (set, outcome) in try trace.runEverywhere() {
      expectNear(outcome["ssim"], [golden.ssim], "ssim on \(set)")
      expectNear(outcome["ms-ssim"], [golden.msSSIM], within: 5e-5, "ms-ssim on \(set)")
    }
  }

  @Test func `an image is like itself, in every range of pixels, and an offset of the range changes nothing`() throws {
    let places = 0..<2 * 3 * 14 * 13
    let pixels: [Double] = places.map { at in Double((at * 37 + at / 13 * 11) % 256) / 255 }
    let other: [Double] = places.map { at in 0.7 * pixels[at] + 0.3 * Double(at % 7) / 7 }
    func similarities(_ low: Float, _ high: Float, _ a: [Double], _ b: [Double]) throws -> [Float] {
      func scaled(_ pixel: Double) -> Double { Double(low) + Double(high - low) * pixel }
      let trace = LossTrace(
        samples: 2,
        inputs: [
          TracedValues("x", [3, 14, 13], a.map(scaled)), TracedValues("y", [3, 14, 13], b.map(scaled)),
        ]
      ) { _, at in
        ([("s", structuralSimilarity(at["x"]!, at["y"]!, pixels: low...high))], nil)
      }
      return try #require(trace.run(on: InstructionSet.available[0], threads: 1)["s"])
    }
    let wanted = try similarities(0, 1, pixels, other)
    #expect(wanted.allSatisfy { $0 > 0.1 && $0 < 0.99 })
    for (low, high) in [(0, 1), (-1, 1), (-0.5, 0.5)] as [(Float, Float)] {
      #expect(try similarities(low, high, pixels, pixels).allSatisfy { abs($0 - 1) < 1e-5 })
      for (got, want) in zip(try similarities(low, high, pixels, other), wanted) { #expect(abs(got - want) < 1e-5) }
    }
  }

  @Test func `the divergence of a Gaussian code, with and without free bits`() throws {
    for golden in goldens.gaussian {
      for isFree in [false, true] {
        let trace = LossTrace(
          samples: golden.n,
          inputs: [TracedValues("m", [golden.d], golden.mean), TracedValues("v", [golden.d], golden.logVariance)]
        ) { _, at in
          if isFree {
            let loss = gaussianKL(mean: at["m"]!, logVariance: at["v"]!, freeBits: golden.freeBits)
            return ([("value", loss)], loss)
          }
          let terms = gaussianKL(mean: at["m"]!, logVariance: at["v"]!)
          return ([("value", terms)], Float(golden.n) * terms.batchMean())
        }
        for (set, outcome) in try trace.runEverywhere() {
          let place = "\(golden.n) x \(golden.d), free bits \(isFree), on \(set)"
          expectNear(outcome["value"], isFree ? [golden.free] : golden.divergence, place)
          expectNear(outcome["dm"], isFree ? golden.freeDMean : golden.dMean, "mean's gradient, \(place)")
          expectNear(
            outcome["dv"], isFree ? golden.freeDLogVariance : golden.dLogVariance, "variance's gradient, \(place)")
        }
      }
    }
  }

  @Test func `the divergence of categorical codes`() throws {
    for golden in goldens.categorical {
      let trace = LossTrace(
        samples: golden.n, inputs: [TracedValues("z", [golden.groups * golden.k], golden.logits)]
      ) { _, at in
        let terms = categoricalKL(logits: at["z"]!, groupsOf: golden.k)
        return ([("value", terms)], Float(golden.n) * terms.batchMean())
      }
      for (set, outcome) in try trace.runEverywhere() {
        expectNear(outcome["value"], golden.divergence, "groups of \(golden.k) on \(set)")
        expectNear(outcome["dz"], golden.gradient, "gradient, groups of \(golden.k) on \(set)")
      }
    }
  }

  @Test func `sparsity of mean activations, with units that are never or always active`() throws {
    for golden in goldens.sparsity {
      let trace = LossTrace(
        samples: golden.n, inputs: [TracedValues("h", [golden.d], golden.activations)]
      ) { _, at in
        let loss = sparsityKL(at["h"]!, target: golden.target)
        return ([("loss", loss)], loss)
      }
      for (set, outcome) in try trace.runEverywhere() {
        // 1 - 10⁻⁶ is a float to 6 parts in 10⁸, and its distance from 1 to 5 parts in 100.
        expectNear(outcome["loss"], [golden.loss], within: golden.d > 2 ? 3e-3 : 1e-5, "\(golden.d) units on \(set)")
        expectNear(outcome["dh"], golden.gradient, "gradient of \(golden.d) units on \(set)")
      }
    }
  }

  @Test func `the exact contractive penalty of a sigmoid layer is its Jacobian's norm`() throws {
    for golden in goldens.contractive {
      let trace = LossTrace(
        samples: golden.n, inputs: [TracedValues("x", [golden.inputs], golden.x)],
        parameters: [
          TracedValues("w", [golden.d, golden.inputs], golden.w), TracedValues("b", [golden.d], golden.b),
        ]
      ) { _, at in
        let code = sigmoid(at["x"]!.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!))
        let penalty = contractivePenalty(code: code, weights: at["w"]!)
        return ([("penalty", penalty)], Float(golden.n) * penalty.batchMean())
      }
      for (set, outcome) in try trace.runEverywhere() {
        let wanted = [
          "penalty": golden.penalty, "dx": golden.dx, "dw": golden.dw, "db": golden.db,
        ]
        for (name, values) in wanted { expectNear(outcome[name], values, "\(name), \(golden.d) units on \(set)") }
      }
    }
  }

  @Test func `the estimate of a Jacobian's norm, with the same signs, and its mean over many steps`() throws {
    for golden in goldens.jacobian {
      func trace(step: Int) -> LossTrace {
        LossTrace(
          samples: golden.n, inputs: [TracedValues("x", [golden.inputs], golden.x)],
          parameters: [
            TracedValues("w", [golden.hidden, golden.inputs], golden.w),
            TracedValues("v", [golden.d, golden.hidden], golden.v),
          ], position: RunPosition(seed: 3, step: step)
        ) { _, at in
          let hidden = tanh(at["x"]!.multiplied(byTransposed: at["w"]!))
          let code = sigmoid(hidden.multiplied(byTransposed: at["v"]!))
          let penalty = jacobianPenalty(of: code, withRespectTo: at["x"]!)
          return ([("penalty", penalty)], Float(golden.n) * penalty.batchMean())
        }
      }
      for (set, outcome) in try trace(step: 5).runEverywhere() {
        for (name, values) in ["penalty": golden.penalty, "dw": golden.dw, "dv": golden.dv] {
          expectNear(outcome[name], values, within: 3e-5, "\(name), \(golden.d) units on \(set)")
        }
      }
      // One unit's sign does not matter; of several, the mean comes near to the exact norm.
      let steps = golden.d == 1 ? 1 : 400
      var sums = [Double](repeating: 0, count: golden.n)
      for step in 0..<steps {
        let penalty = try trace(step: step).run(on: InstructionSet.available[0], threads: 1)["penalty"] ?? []
        for (i, value) in penalty.enumerated() { sums[i] += Double(value) / Double(steps) }
      }
      for (mean, exact) in zip(sums, golden.exact) {
        #expect(abs(mean / exact - 1) < (steps == 1 ? 1e-5 : 0.15), "\(mean), not \(exact)")
      }
    }
  }

  @Test func `the norm of a code, and the two sides of an adversary`() throws {
    let code = [-1.5, 0, 2, 0.25, -0.5, 3]
    let trace = LossTrace(samples: 2, inputs: [TracedValues("h", [3], code)]) { _, at in
      let norm = codeL1(at["h"]!)
      return ([("norm", norm)], 2 * norm.batchMean())
    }
    for (set, outcome) in try trace.runEverywhere() {
      #expect(outcome["norm"] == [3.5, 3.75], "on \(set)")
      #expect(outcome["dh"] == [-1, 0, 1, 1, -1, 1], "on \(set)")
    }
    for golden in goldens.adversarial {
      let trace = LossTrace(samples: golden.n, inputs: [TracedValues("z", [1], golden.logits)]) { _, at in
        let loss = adversarialLoss(logits: at["z"]!, areReal: golden.areReal)
        return ([("loss", loss)], loss)
      }
      for (set, outcome) in try trace.runEverywhere() {
        expectNear(outcome["loss"], [golden.loss], "adversary of \(golden.n) on \(set)")
        expectNear(outcome["dz"], golden.gradient, "adversary's gradient of \(golden.n) on \(set)")
      }
    }
  }
}
