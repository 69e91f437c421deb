import Foundation
import ReferenceEngine
import Tensors
import TestSupport
import Testing
import XLAEngine

/// Every operation has the processor's values and gradients.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct OperationTests {
  /// Sums of some hundred products, by another order.
  private static let tolerance: Float = 1e-5

  @Test(arguments: OperationCases.all)
  func `values, gradients and gradients of gradients`(_ operation: OperationCase) throws {
    for experiment in [try operation.experiment(samples: 3), try operation.gradientExperiment(samples: 2)] {
      let wanted = try Executors.onProcessor { try experiment.run(on: $0) }
      try Executors.eachPlugin { executor, plugin in
        let found = try experiment.run(on: executor)
        #expect(Set(found.keys) == Set(wanted.keys))
        for (name, values) in wanted {
          let difference = difference(found[name], values)
          #expect(difference <= Self.tolerance, "\(name) of \(operation) on \(plugin): off by \(difference)")
        }
      }
    }
  }

  @Test(arguments: OperationCases.all)
  func `a padded batch has the values and gradients of its samples`(_ operation: OperationCase) throws {
    for var experiment in [try operation.experiment(samples: 2), try operation.gradientExperiment(samples: 3)] {
      let wanted = try Executors.onProcessor { try experiment.run(on: $0) }
      experiment.capacity = 5
      try Executors.eachPlugin { executor, plugin in
        let found = try experiment.run(on: executor)
        #expect(Set(found.keys) == Set(wanted.keys))
        for (name, values) in wanted {
          let difference = difference(found[name], values)
          #expect(difference <= Self.tolerance, "\(name) of \(operation) on \(plugin): off by \(difference)")
        }
      }
    }
  }

  @Test func `every operation is lowered in the file of the processor's name`() throws {
    func conformances(to name: String, below folder: String) throws -> Set<String> {
      let files = try SourceTree.files(below: folder, withExtensions: ["swift"])
      return Set(
        try files.flatMap { file in
          let types = try String(contentsOf: file, encoding: .utf8)
            .matches(of: try Regex("extension (\\w+): \(name)\\b", as: (Substring, Substring).self))
          return types.map { String($0.output.1) }
        })
    }
    let processor = try conformances(to: "CPUOperation", below: "Sources/CPUEngine")
    let leaves: Set = ["ParameterValue", "Constant", "StepNumber"]
    #expect(processor.count > 40)
    #expect(try conformances(to: "XLAOperation", below: "Sources/XLAEngine") == processor.union(leaves))
  }

  @Test func `ties, zeros of both signs and numbers that are not finite are selected as on the processor`() throws {
    let special: [Float] = [1, -.infinity, 0, .nan, -0, 1, .infinity, -2, .infinity, -.nan, -.infinity, 1]
    func experiment(_ values: [Float], _ trace: @escaping (Tensor) -> [Tensor]) -> Experiment {
      let input = Numbers("x", [1, 3, 4], values)
      return Experiment(samples: values.count / 12, inputs: [input], parameters: []) { at in
        Traced(results: trace(at["x"]!).enumerated().map { ("result \($0)", $1) })
      }
    }
    let ties: [Float] = [0, 0, -0, 0, -0, 1, 1, 1, -1, 1, 0, -1]
    let low = [Float](repeating: -.infinity, count: 12)
    let experiment = experiment(special + ties + low) { x in
      [
        x.topMask(1), x.topMask(3), x.topMask(7), x.topMask(12), x.spatialMask(),
        x.flattened().lifetimeMask(fraction: 0.3), x.flattened().lifetimeMask(fraction: 0.6),
        x.maxSwitches(window: 2, stride: 1), x.maxSwitches(window: 3, stride: 2, padding: 1),
        x.maxPooled(window: 2, stride: 2).values, x.clipped(to: -1...0.5),
      ]
    }
    let wanted = try Executors.onProcessor { try experiment.run(on: $0) }
    try Executors.eachPlugin { executor, plugin in
      let found = try experiment.run(on: executor)
      for (name, values) in wanted { #expect(difference(found[name], values) == 0, "\(name) on \(plugin)") }
      var padded = experiment
      padded.capacity = 6
      let alone = try padded.run(on: executor)
      for (name, values) in wanted { #expect(difference(alone[name], values) == 0, "\(name) on \(plugin)") }
    }
  }
}
