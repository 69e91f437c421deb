import Autoencoders
import CPUEngine
import Clusters
import ImageShapes
import ModelCases
import TestSupport
import Testing

/// Convolutions that compute vectors of samples in large batches give the bits of one process in any number of them.
struct SampleVectorTests {
  private static let image = ImageShape(channels: 1, height: 16, width: 16)
  private static let network = """
    name: Net
    encoder:
      - conv: {filters: 32, kernel: 3, padding: 1, activation: relu}
      - conv: {filters: 32, kernel: 3, padding: 1, activation: relu}
      - conv: {filters: 32, kernel: 4, stride: 2, padding: 1, activation: relu}
      - flatten
      - linear: {units: 200}
    decoder:
      - linear: {units: 2048, activation: relu}
      - reshape: {to: [32, 8, 8]}
      - transposed-conv: {filters: 16, kernel: 4, stride: 2, padding: 1, activation: relu}
      - conv: {filters: 1, kernel: 3, padding: 1}
    loss: {mse: 1.0}
    """

  private func train(samples: Int, processes: Int) throws -> [[[Float]]] {
    try ThreadTeam.run(processes, overlapping: true) { communicator in
      let executor = CPUExecutor(
        InstructionSet.available[0], threads: ThreadPool(count: 2), communicator: communicator)
      defer { executor.threads.close() }
      let network = try NetworkDescription(yaml: Self.network, file: "net.yaml")
      var training = TrainingCase(
        try TracedModel(LayeredAutoencoder(network, image: Self.image), image: Self.image))
      (training.samples, training.steps) = (samples, 2)
      return try training.run(on: executor)
    }
  }

  @Test(arguments: [30, 31, 32, 33], [2, 3])
  func `the parameters are those of one process`(samples: Int, processes: Int) throws {
    let alone = try train(samples: samples, processes: 1)[0]
    let shared = try train(samples: samples, processes: processes)
    #expect(shared.allSatisfy { $0[1...] == alone[1...] })
  }
}
