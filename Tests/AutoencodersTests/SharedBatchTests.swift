import Autoencoders
import CPUEngine
import Clusters
import ModelCases
import ReferenceEngine
import TestSupport
import Testing

/// Processes that share each batch train as one does.
struct SharedBatchTests {
  private func training(_ model: @escaping @Sendable () throws -> TracedModel, processes: Int) throws -> [[[Float]]] {
    try ThreadTeam.run(processes) { communicator in
      let executor = CPUExecutor(
        InstructionSet.available[0], threads: ThreadPool(count: 1), communicator: communicator)
      defer { executor.threads.close() }
      var training = TrainingCase(try model())
      training.steps = 100
      return try training.run(on: executor)
    }
  }

  @Test(arguments: ModelCatalogue.names)
  func `a hundred steps of every stage`(_ name: String) throws {
    try check(name) { try SmallModel.named(name) }
  }

  @Test(arguments: 0..<12)
  func `a hundred steps of a random network`(_ number: Int) throws {
    let network = RandomNetwork(number)
    try check(network.text) { try network.model() }
  }

  private func check(_ name: String, _ model: @escaping @Sendable () throws -> TracedModel) throws {
    let alone = try training(model, processes: 1)[0]
    for processes in [2, 3, 4] {
      let shared = try training(model, processes: processes)
      #expect(shared.allSatisfy { $0 == shared[0] }, "\(name): the processes differ")
      for (what, (got, wanted)) in zip(shared[0], alone).enumerated() {
        let difference = difference(got, wanted, floor: 1e-2)
        #expect(
          difference <= 1e-5,
          "\(["losses", "parameters", "average"][what]) of \(name) in \(processes) processes: off by \(difference)")
      }
    }
  }
}
