import Autoencoders
import CPUEngine
import ModelCases
import ReferenceEngine
import TestSupport
import Testing
import XLAEngine

/// Processes that share each batch, each on a device of its own, train as one process on the processor.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct SharedBatchTests {
  @Test(arguments: ["SingleLayerCAE", "DIGITS", "ConvAE", "DenoisingAE", "VAE-400-20", "ContractiveAE"])
  func `twenty steps of models whose images do not depend on each other`(_ name: String) throws {
    let wanted = try Executors.onProcessor { try TrainingCase(SmallModel.named(name)).run(on: $0) }
    // One process has more samples than the other.
    let shared = try training(name, samples: 7)
    #expect(shared[0] == shared[1])
    for (what, (got, wanted)) in zip(shared[0], wanted).enumerated() {
      let difference = difference(got, wanted, floor: 1e-3)
      #expect(difference <= 1e-4, "\(["losses", "parameters", "average"][what]) of \(name): off by \(difference)")
    }
  }

  @Test func `a process may have no sample`() throws {
    let shared = try training("AE", samples: 1)
    #expect(shared[0] == shared[1])
    let wanted = try Executors.onProcessor {
      var training = TrainingCase(try SmallModel.named("AE"))
      training.samples = 1
      return try training.run(on: $0)
    }
    #expect(difference(shared[0][1], wanted[1], floor: 1e-3) <= 1e-4)
  }

  private func training(_ name: String, samples: Int) throws -> [[[Float]]] {
    let client = try #require(TestPlugins.clients.first).get()
    return try ThreadTeam.run(2) { communicator in
      var training = TrainingCase(try SmallModel.named(name))
      training.samples = samples
      return try training.run(on: XLAExecutor(client, flags: Executors.quickly, communicator: communicator))
    }
  }
}
