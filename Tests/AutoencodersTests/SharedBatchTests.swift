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

  /// Gradients of few samples are computed from the samples of all, those of many are sums over segments of the batch.
  @Test(arguments: ["AE", "DeepAE", "WTA-AE", "AAE", "VAE"], [3, 801])
  func `linear layers in small and large batches`(_ name: String, _ samples: Int) throws {
    try check(name, processes: [2, 3], samples: samples, steps: samples < 10 ? 20 : 2) {
      try TracedModel(ModelCatalogue.kind(named: name).init([:]), image: ImageShape(channels: 1, height: 16, width: 16))
    }
  }

  /// Wide layers take Winograd's filtering in batches of 32 and more: not in 31, whose shares round up to 32.
  @Test(arguments: [31, 32, 50, 96])
  func `wide convolutions`(_ samples: Int) throws {
    let text = """
      name: Wide
      encoder:
        - conv: {filters: 32, kernel: 3, padding: 1, activation: relu}
        - conv: {filters: 64, kernel: 3, padding: 1}
        - batch-norm
        - conv: {filters: 64, kernel: 4, stride: 2, padding: 1, activation: tanh}
        - flatten
        - linear: {units: 8}
      decoder:
        - linear: {units: 1024, activation: relu}
        - reshape: {to: [64, 4, 4]}
        - transposed-conv: {filters: 64, kernel: 4, stride: 2, padding: 1, activation: relu}
        - conv: {filters: 1, kernel: 3, padding: 1, activation: sigmoid}
      loss: {mse: 1.0}
      """
    let image = ImageShape(channels: 1, height: 8, width: 8)
    try check("wide convolutions", processes: [2, 3, 4], samples: samples, steps: 3) {
      try TracedModel(
        LayeredAutoencoder(NetworkDescription(yaml: text, file: "wide.yaml"), image: image), image: image)
    }
  }

  /// Five processes cut segments of the batch.
  @Test(arguments: ["ConvAE", "VAE", "VQ-VAE"])
  func `five processes have the numbers of one up to rounding`(_ name: String) throws {
    let alone = try training({ try SmallModel.named(name) }, processes: 1, samples: 13, steps: 5)[0]
    let shared = try training({ try SmallModel.named(name) }, processes: 5, samples: 13, steps: 5)
    #expect(shared.allSatisfy { $0 == shared[0] }, "the processes differ")
    for (got, wanted) in zip(shared[0], alone) { #expect(distance(got, wanted) <= 1e-5) }
  }

  @Test(arguments: 0...8)
  func `processes that run out of common memory continue with messages`(_ limit: Int) throws {
    let model: Model = { try SmallModel.named("AAE") }
    let messages = try training(model, processes: 3, samples: 7, steps: 5)
    // Whichever vector finds no room: parameters, a moment, the gradient of an objective.
    #expect(
      try training(model, processes: 3, samples: 7, steps: 5, overlapping: false, sharedLimit: limit) == messages)
  }

  /// Expects all processes to have the bits of one process, with and without memory in common.
  ///
  /// Losses are divided in each process, and may differ by rounding.
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
      #expect(distance(shared[0][0], alone[0]) <= 1e-6, "losses of \(name) in \(processes) processes")
      for (what, (got, wanted)) in zip(["parameters", "average"], zip(shared[0], alone).dropFirst()) {
        let isSame = got == wanted
        #expect(
          isSame, "\(what) of \(name) in \(processes) processes: off by \(distance(got, wanted))")
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
