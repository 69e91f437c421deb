import Autoencoders
import CPUEngine
import Clusters
import ImageShapes
import ModelCases
import Settings
import TestSupport
import Testing

/// Processes that share each batch train as one does.
struct SharedBatchTests {
  private typealias Model = @Sendable () throws -> TracedModel

  private func training(
    _ model: @escaping Model, processes: Int, samples: Int, steps: Int, overlapping: Bool = true, sharedLimit: Int = 0
  ) throws -> [[[Float]]] {
    try ThreadTeam.run(processes, overlapping: overlapping, sharedLimit: sharedLimit) { communicator in
      let executor = CPUExecutor(
        InstructionSet.available[0], threads: ThreadPool(count: 1), communicator: communicator)
      defer { executor.threads.close() }
      var training = TrainingCase(try model())
      (training.samples, training.steps) = (samples, steps)
      return try training.run(on: executor)
    }
  }

  @Test(arguments: ModelCatalogue.names)
  func `a hundred steps of every stage`(_ name: String) throws {
    try check(name, processes: [2, 3, 4], samples: 7, steps: 100) { try SmallModel.named(name) }
  }

  @Test(arguments: ModelCatalogue.names)
  func `some processes have no sample`(_ name: String) throws {
    try check(name, processes: [4], samples: 3, steps: 10) { try SmallModel.named(name) }
  }

  @Test(arguments: 0..<20)
  func `a hundred steps of a random network`(_ number: Int) throws {
    let network = RandomNetwork(number)
    try check(network.text, processes: [2, 3], samples: 8, steps: 100) { try network.model() }
  }

  @Test(arguments: ["VAE", "VQ-VAE", "WTA-AE"])
  func `the same number of processes gives the same bits`(_ name: String) throws {
    let runs = try (0..<2).map { _ in
      try training({ try SmallModel.named(name) }, processes: 3, samples: 7, steps: 10)
    }
    #expect(runs[0] == runs[1])
  }

  /// Their gradients are computed from the samples of all, and no sum is divided.
  @Test(arguments: ["AE", "DeepAE", "SparseAE", "WTA-AE", "HintonDeep"])
  func `models of linear layers have the bits of one process`(_ name: String) throws {
    let model: Model = {
      try TracedModel(ModelCatalogue.kind(named: name).init([:]), image: ImageShape(channels: 1, height: 16, width: 16))
    }
    let alone = try training(model, processes: 1, samples: 3, steps: 10)[0]
    for processes in [2, 3] {
      for (rank, part) in try training(model, processes: processes, samples: 3, steps: 10).enumerated() {
        let isSame = Array(part[1...]) == Array(alone[1...])
        #expect(isSame, "parameters of \(name) in process \(rank) of \(processes)")
      }
    }
  }

  @Test(arguments: 0...8)
  func `processes that run out of common memory continue with messages`(_ limit: Int) throws {
    let model: Model = { try SmallModel.named("AAE") }
    let messages = try training(model, processes: 3, samples: 7, steps: 5)
    // Whichever vector finds no room: parameters, a moment, the gradient of an objective.
    #expect(
      try training(model, processes: 3, samples: 7, steps: 5, overlapping: false, sharedLimit: limit) == messages)
  }

  /// Expects all processes to have the same bits, with and without memory in common, and those of one process to 1e-5 of
  /// the norm.
  private func check(
    _ name: String, processes counts: [Int], samples: Int, steps: Int, _ model: @escaping Model
  ) throws {
    let alone = try training(model, processes: 1, samples: samples, steps: steps)[0]
    for processes in counts {
      let shared = try training(model, processes: processes, samples: samples, steps: steps)
      #expect(shared.allSatisfy { $0 == shared[0] }, "\(name): the processes differ")
      let inMemory = try training(
        model, processes: processes, samples: samples, steps: steps, overlapping: false, sharedLimit: .max)
      #expect(inMemory == shared, "\(name): the processes of one host differ")
      for (what, (got, wanted)) in zip(shared[0], alone).enumerated() {
        let difference = distance(got, wanted)
        #expect(
          difference <= 1e-5,
          "\(["losses", "parameters", "average"][what]) of \(name) in \(processes) processes: off by \(difference)")
      }
    }
  }

  /// The norm of the difference, relative to that of `wanted`.
  private func distance(_ got: [Float], _ wanted: [Float]) -> Double {
    guard got != wanted else { return 0 }
    func norm(_ values: some Sequence<Double>) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return norm(zip(got, wanted).map { Double($0) - Double($1) }) / norm(wanted.map { Double($0) })
  }
}
