import Autoencoders
import CPUEngine
import Clusters
import ImageShapes
import ModelCases
import TestSupport
import Testing

/// Processes start the exchange of long gradients while they compute further ones.
struct StartedExchangeTests {
  /// Networks with gradients of more than 1 MB, and the batches that they train on.
  private static let networks = [
    ["linear: {units: 1024, activation: relu}", "linear: {units: 600, activation: tanh}", "linear: {units: 8}"],
    ["linear: {units: 1024}", "batch-norm", "linear: {units: 600, activation: relu}", "gaussian-code: {units: 4}"],
    [
      "reshape: {to: [1, 18, 18]}", "conv: {filters: 8, kernel: 3, padding: 1, activation: relu}", "batch-norm",
      "flatten", "linear: {units: 128, activation: tanh}", "linear: {units: 8}",
    ],
  ]

  private func model(_ encoder: [String]) throws -> TracedModel {
    let image = ImageShape(channels: 1, height: 18, width: 18)
    let text = """
      name: Net
      encoder:
      \((["flatten"] + encoder).map { "  - \($0)" }.joined(separator: "\n"))
      decoder:
        - linear: {units: 1024, activation: relu}
        - linear: {units: image, activation: sigmoid}
        - reshape: {to: image}
      loss: {mse: 1.0}
      """
    return try TracedModel(
      LayeredAutoencoder(NetworkDescription(yaml: text, file: "net.yaml"), image: image), image: image)
  }

  private func train(
    _ encoder: [String], processes: Int, samples: Int, overlapping: Bool = true, sharedLimit: Int = 0,
    threads: [Int] = [2, 2, 2]
  ) throws -> [[[Float]]] {
    try ThreadTeam.run(processes, overlapping: overlapping, sharedLimit: sharedLimit) { communicator in
      let executor = CPUExecutor(
        InstructionSet.available[0], threads: ThreadPool(count: threads[communicator.rank]), communicator: communicator)
      defer { executor.threads.close() }
      var training = TrainingCase(try model(encoder))
      (training.samples, training.steps) = (samples, 4)
      return try training.run(on: executor)
    }
  }

  @Test(arguments: networks, [(1, 2), (7, 3), (150, 2)])
  func `the parameters are those of one process`(_ encoder: [String], _ batch: (samples: Int, processes: Int)) throws {
    let alone = try train(encoder, processes: 1, samples: batch.samples)[0]
    let shared = try train(encoder, processes: batch.processes, samples: batch.samples)
    #expect(shared.allSatisfy { $0 == shared[0] }, "the processes differ")
    let later = try train(encoder, processes: batch.processes, samples: batch.samples, overlapping: false)
    #expect(later == shared, "sums after the backward pass differ")
    let inMemory = try train(
      encoder, processes: batch.processes, samples: batch.samples, overlapping: false, sharedLimit: .max)
    #expect(inMemory == shared, "updates of slices differ")
    let isSame = Array(shared[0][1...]) == Array(alone[1...])
    #expect(isSame, "parameters are not those of one process")
    for (got, wanted) in zip(shared[0][0], alone[0]) { #expect(abs(got - wanted) <= 1e-6 * abs(wanted)) }
  }

  /// A convolution of few samples, whose channels eight threads of a process alone would share.
  private static let shared = [
    "linear: {units: 2592}", "reshape: {to: [8, 18, 18]}", "conv: {filters: 16, kernel: 3, padding: 1}", "batch-norm",
    "flatten", "linear: {units: 8}",
  ]

  @Test func `processes with different numbers of threads exchange the same in the same order`() throws {
    let titles = try ThreadTeam.run(2) { communicator in
      try [1, 8].map { count in
        let executor = CPUExecutor(
          InstructionSet.available[0], threads: ThreadPool(count: count), isProfiling: true, communicator: communicator)
        defer { executor.threads.close() }
        let program = executor.prepare(try model(Self.shared).training().program, capacity: 2)
        return try #require(program.profile).stages.map(\.title)
      }
    }
    let (one, eight) = (titles[0][0], titles[0][1])
    #expect(one == eight)
    let alone = try train(Self.shared, processes: 1, samples: 4)[0]
    let shared = try train(Self.shared, processes: 2, samples: 4, threads: [1, 8])
    #expect(shared.allSatisfy { $0[1...] == alone[1...] })
  }

  @Test(arguments: networks)
  func `the plan starts exchanges before its last stage, in several processes alone`(_ encoder: [String]) throws {
    let titles = try ThreadTeam.run(2) { communicator in
      try [communicator, SingleProcess()].map { processes in
        let executor = CPUExecutor(
          InstructionSet.available[0], threads: ThreadPool(count: 1), isProfiling: true, communicator: processes)
        defer { executor.threads.close() }
        let program = executor.prepare(try model(encoder).training().program, capacity: 64)
        return try #require(program.profile).stages.map(\.title)
      }
    }
    let starts = titles[0][0].indices.filter { titles[0][0][$0].hasPrefix("start of an exchange") }
    #expect(!starts.isEmpty && starts.allSatisfy { $0 + 1 < titles[0][0].count })
    // An input gradient is computed while the samples for the first weight gradient are on their way.
    #expect(
      zip(titles[0][0], titles[0][0].dropFirst()).contains {
        $0 == "start of an exchange of samples" && $1.hasPrefix("input gradient")
      })
    #expect(!titles[0][1].contains { $0.hasPrefix("start of an exchange") || $0.hasPrefix("exchange") })
  }
}
