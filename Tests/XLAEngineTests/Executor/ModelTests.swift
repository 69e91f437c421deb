import Autoencoders
import ModelCases
import ReferenceEngine
import Tensors
import Testing
import XLAEngine

/// Every published model, and random networks, train as on the processor.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct ModelTests {
  private static let tolerance: Float = 1e-4

  @Test(arguments: ModelCatalogue.names)
  func `twenty steps of every stage`(_ name: String) throws { try check(SmallModel.named(name), name) }

  @Test(arguments: 0..<50)
  func `twenty steps of a random network`(_ number: Int) throws {
    let network = RandomNetwork(number)
    try check(network.model(), network.text, inTurn: number)
  }

  /// Expects losses, parameters and average of `model` to be the processor's.
  private func check(_ model: TracedModel, _ name: String, inTurn number: Int? = nil) throws {
    let wanted = try Executors.onProcessor { try TrainingCase(model).run(on: $0) }
    #expect(!wanted[0].contains { !$0.isFinite })
    try Executors.eachPlugin(inTurn: number) { executor, plugin in
      for (what, (got, wanted)) in zip(try TrainingCase(model).run(on: executor), wanted).enumerated() {
        let difference = difference(got, wanted, floor: 1e-3)
        #expect(
          difference <= Self.tolerance,
          "\(["losses", "parameters", "average"][what]) of \(name) on \(plugin): off by \(difference)")
      }
    }
  }
}
