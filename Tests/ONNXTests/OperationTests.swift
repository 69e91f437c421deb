import Diagnostics
import Foundation
import ONNX
import ReferenceEngine
import Tensors
import TestSupport
import Testing

/// Every operation of a forward program has the processor's values in onnxruntime.
@Suite struct OperationTests {
  /// Sums of some hundred products, by another order.
  private static let tolerance: Float = 1e-5
  /// Operations that no forward program holds: gradients, and draws, which are off in inference.
  private static let refused: Set = [
    "ActivationGradient", "BatchNormalizationInputGradient", "BilinearUpsamplingGradient", "ConvolutionFilterGradient",
    "GELUGradient", "MatrixProductInputGradient", "MatrixProductWeightGradient", "NormalizationScaleGradient",
    "PredictionErrorGradient", "RandomDraw", "WarpingGradient",
  ]
  /// Cases of other executors that draw numbers.
  private static let refusedCases: Set = [
    "uniform draw", "normal draw", "shared draws", "normalisation",
  ]
  /// What they leave untried.
  private static let ownCases = [
    OperationCase(
      "normalisation by parameters", .each(2, 3, 3), .shared(2), .shared(2).of(.positive), .shared(2), .shared(2)
    ) { $0[0].normalized(mean: $0[1], variance: $0[2], scale: $0[3], shift: $0[4], epsilon: 0.01) },
    OperationCase(
      "normalisation by parameters", .each(5), .shared(5), .shared(5).of(.positive), .shared(5), .shared(5)
    ) { $0[0].normalized(mean: $0[1], variance: $0[2], scale: $0[3], shift: $0[4]) },
  ]

  @Test(.enabled(if: ONNXRuntime.isThere, "\(ONNXRuntime.missing)"))
  func `values of every operation`() throws {
    let cases = OperationCases.all.filter { !Self.refusedCases.contains($0.name) } + Self.ownCases
    for outcome in try ONNXRuntime.outcomes(cases.map { try forward($0).exported() }) {
      #expect(outcome.worst <= Self.tolerance, "\(outcome.name): \(outcome.text)")
    }
  }

  @Test(.enabled(if: ONNXRuntime.isThere, "\(ONNXRuntime.missing)"))
  func `ties are selected as on the processor`() throws {
    let ties: [Float] = [0, 0, -0.5, 0, -1, 1, 1, 1, -1, 1, 0, -1]
    let more: [Float] = [-1, 2, 0, 2, -0.5, 0, 1, 0.25, 2, 1, 1, -2]
    let samples = 6
    let input = Numbers("x", [1, 3, 4], (0..<samples / 2).flatMap { _ in ties + more })
    let experiment = Experiment(samples: samples, inputs: [input], parameters: []) { at in
      let x = at["x"]!
      let results = [
        x.topMask(1), x.topMask(3), x.topMask(7), x.topMask(12), x.spatialMask(),
        x.flattened().lifetimeMask(fraction: 0.3), x.flattened().lifetimeMask(fraction: 0.6),
        x.maxSwitches(window: 2, stride: 1), x.maxSwitches(window: 3, stride: 2, padding: 1),
        x.maxPooled(window: 2, stride: 2).values, x.clipped(to: -1...0.5),
        x.maxPooled(window: 2, stride: 2).values.maxUnpooled(by: x.maxPooled(window: 2, stride: 2)),
      ]
      return Traced(results: results.enumerated().map { ("result \($0)", $1) })
    }
    let outcome = try #require(try ONNXRuntime.outcomes([experiment.exported("ties of a batch")]).first)
    #expect(outcome.worst == 0, "\(outcome.text)")
  }

  @Test func `an operation without a counterpart is named`() throws {
    for name in Self.refusedCases {
      let experiment = try forward(#require(OperationCases.all.first { $0.name == name }))
      let error = #expect(throws: ONNXError.self) { try experiment.exported("draw") }
      #expect(error?.code == .operation)
      #expect(error?.description.contains("random draw") == true, "\(error.map(String.init(describing:)) ?? "")")
    }
  }

  @Test func `every other operation is lowered in the file of the processor's name`() throws {
    func conformances(to name: String, below folder: String) throws -> Set<String> {
      let files = try SourceTree.files(below: folder, withExtensions: ["swift"])
      return Set(
        try files.flatMap { file in
          try String(contentsOf: file, encoding: .utf8)
            .matches(of: try Regex("extension (\\w+): \(name)\\b", as: (Substring, Substring).self))
            .map { String($0.output.1) }
        })
    }
    let processor = try conformances(to: "CPUOperation", below: "Sources/CPUEngine")
    let leaves: Set = ["ParameterValue", "Constant", "StepNumber"]
    #expect(Self.refused.isSubset(of: processor))
    #expect(
      try conformances(to: "ONNXOperation", below: "Sources/ONNX") == processor.union(leaves).subtracting(Self.refused))
  }

  /// The operation's value y alone, at the end of ramps.
  private func forward(_ operation: OperationCase) throws -> Experiment {
    var experiment = try operation.experiment(samples: 3)
    let model = experiment.model
    experiment.model = { Traced(results: model($0).results) }
    // The size of the batch is that of an input.
    experiment.inputs.append(Numbers("beside", [1], samples: 3, seed: 9))
    return experiment
  }
}
