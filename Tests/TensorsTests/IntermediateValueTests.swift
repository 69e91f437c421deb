import CPUEngine
import ImageShapes
import ReferenceEngine
import Tensors
import Testing

/// Values inside a model can be read.
@Suite struct IntermediateValueTests {
  /// Each value between the layers, by name.
  private func trace(_ at: Values) -> [(name: String, value: Tensor)] {
    let padded = at.x.padded(by: Margins(1))
    let product = padded.convolved(with: at.w, stride: 2, padding: 1)
    let shifted = product.adding(bias: at.b)
    let code = shifted.activated(by: .sigmoid)
    let image = code.convolved(with: at.v, stride: 1, padding: 1)
    let vector = image.reshaped(to: [16])
    let features = vector.multiplied(byTransposed: at.m)
    let output = features.adding(bias: at.c)
    let bounded = output.activated(by: .tanh)
    let planes = bounded.reshaped(to: [1, 2, 3])
    let losses = planes.squaredError(to: at.t)
    return [
      ("padded", padded), ("product", product), ("shifted", shifted), ("code", code), ("image", image),
      ("vector", vector), ("features", features), ("output", output), ("bounded", bounded), ("planes", planes),
      ("losses", losses), ("loss", losses.batchMean()),
    ]
  }

  private let samples = 5
  private let inputs = [
    Numbers("x", [2, 5, 6], samples: 5, seed: 1), Numbers("t", [1, 2, 3], samples: 5, seed: 2),
  ]
  private let parameters = [
    Numbers("w", [3, 2, 3, 3], seed: 3), Numbers("b", [3], seed: 4), Numbers("v", [1, 3, 3, 3], seed: 5),
    Numbers("m", [6, 16], seed: 6), Numbers("c", [6], seed: 7),
  ]

  private func experiment(reading names: Set<String>) -> Experiment {
    Experiment(samples: samples, inputs: inputs, parameters: parameters) { at in
      let traced = trace(Values(at))
      return Traced(
        results: traced.filter { names.contains($0.name) }.map { ($0.name, $0.value) }, loss: traced.last?.value)
    }
  }

  @Test func `all together, and each alone, while a gradient is computed`() throws {
    let names = Set([
      "padded", "product", "shifted", "code", "image", "vector", "features", "output", "bounded", "planes", "losses",
      "loss",
    ])
    let reference = try experiment(reading: names).runReference()
    #expect(names.isSubset(of: reference.keys))
    let all = try experiment(reading: names).run(on: InstructionSet.available[0], threads: 2)
    for (name, wanted) in reference where names.contains(name) {
      let alone = try experiment(reading: [name]).runEverywhere()
      for (set, outcome) in alone {
        expectClose(outcome[name], wanted, within: Tolerance.products, "\(name) alone on \(set)")
      }
      expectClose(all[name], wanted, within: Tolerance.products, "\(name) among others")
      // A value that is read is not computed along with its producer, so that its rounding is another.
      for parameter in parameters {
        let gradient = "d\(parameter.name)"
        let other = try #require(all[gradient])
        expectClose(
          alone[0].outcome[gradient], other.map(Double.init), within: Tolerance.composed,
          "\(gradient) while \(name) is read")
      }
    }
  }

  @Test func `a vector of one number, and the number itself`() throws {
    let x = Numbers("x", [6], samples: samples, seed: 8)
    let w = Numbers("w", [1, 6], seed: 9)
    for results in [["vector"], ["number"], ["vector", "number"]] {
      let experiment = Experiment(samples: samples, inputs: [x], parameters: [w]) { at in
        let vector = at["x"]!.multiplied(byTransposed: at["w"]!)
        let named = [(name: "vector", tensor: vector), (name: "number", tensor: vector.reshaped(to: []))]
        return Traced(results: named.filter { results.contains($0.name) })
      }
      try experiment.checkAgainstReference(within: Tolerance.products, "\(results)")
    }
  }

  @Test func `an input and a parameter's sum of squares are results too`() throws {
    let experiment = Experiment(samples: samples, inputs: inputs, parameters: parameters) { at in
      Traced(results: [("x", at["x"]!), ("squares", at["w"]!.sumOfSquares())])
    }
    try experiment.checkAgainstReference(within: Tolerance.losses, "an input and a sum")
    for (set, outcome) in try experiment.runEverywhere() { #expect(outcome["x"] == inputs[0].values, "\(set)") }
  }
}
