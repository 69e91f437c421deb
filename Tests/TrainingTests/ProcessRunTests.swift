import Clusters
import Foundation
import Hourglass
import NeuralNetworks
import TestSupport
import Testing

/// A run of several processes is the run of one.
@Suite struct ProcessRunTests {
  /// Trains the run of `settings` in `processes` processes, of which rank 0 alone has the folder of runs.
  ///
  /// - Parameters:
  ///   - settings: The settings, by rank.
  ///   - stop: The rank that asks to stop, and after how many steps of rank 0; nil for none.
  ///   - sharingMemory: Whether the processes share memory, as on one host.
  private func train(
    _ small: SmallRuns, processes: Int, in runs: String = "runs", stopping stop: (rank: Int, step: Int)? = nil,
    sharingMemory: Bool = false, settings: @escaping @Sendable (_ rank: Int) -> RunSettings
  ) throws -> [TrainingOutcome] {
    let done = Done()
    let limit = sharingMemory ? Int.max : 0
    return try ThreadTeam.run(processes, overlapping: !sharingMemory, sharedLimit: limit) { communicator in
      let executor = CPUExecutor(
        InstructionSet.available[0], threads: ThreadPool(count: 1), communicator: communicator)
      defer { executor.threads.close() }
      let run = try small.run(
        settings(communicator.rank), in: communicator.isFirst ? runs : "\(runs) of \(communicator.rank)")
      let outcome = try run.train(executor: executor) { event in
        if case .step(let report) = event { done.step = report.step }
      } shouldStop: {
        stop.map { $0.rank == communicator.rank && done.step >= $0.step } ?? false
      }.outcome
      let hasFolder = FileManager.default.fileExists(atPath: run.directory.path)
      #expect(hasFolder == communicator.isFirst)
      return outcome
    }
  }

  private func parameters(_ small: SmallRuns, _ settings: RunSettings, in runs: String) throws -> [Float] {
    try small.run(settings, in: runs).trainedParameters().withUnsafeBuffer { Array($0) }
  }

  private func difference(_ x: [Float], _ y: [Float]) -> Float {
    let scale = x.reduce(0) { max($0, abs($1)) }
    return zip(x, y).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
  }

  @Test(arguments: OptimizerConfiguration.kinds.names)
  func `every optimiser trains as in one process`(_ optimizer: String) throws {
    let small = try SmallRuns()
    var settings = small.settings(1, epochs: 4)
    settings.optimizer = optimizer
    let shared = settings
    try small.trained(settings, in: "one", threads: 1)
    let one = try parameters(small, settings, in: "one")
    for processes in [2, 3] {
      _ = try train(small, processes: processes, in: "\(processes)") { _ in shared }
      #expect(difference(one, try parameters(small, settings, in: "\(processes)")) <= 1e-5)
      _ = try train(small, processes: processes, in: "host of \(processes)", sharingMemory: true) { _ in shared }
      let (got, wanted) = try (
        small.run(settings, in: "host of \(processes)").checkpointBytes(),
        small.run(settings, in: "\(processes)").checkpointBytes()
      )
      #expect(got == wanted, "the checkpoints of processes that share memory differ")
    }
  }

  @Test func `processes that share memory bound, accumulate and average as others do`() throws {
    let small = try SmallRuns()
    var settings = small.settings(epochs: 4)
    (settings.optimizer, settings.training.accumulation, settings.training.averaging) = ("adam", 2, 0.9)
    (settings.training.clamp, settings.training.clipNorm) = (0.01, 0.02)
    let bounded = settings
    func checkpoints(_ runs: String) throws -> [String: [UInt8]] { try small.run(settings, in: runs).checkpointBytes() }
    _ = try train(small, processes: 3, in: "apart") { _ in bounded }
    _ = try train(small, processes: 3, in: "together", sharingMemory: true) { _ in bounded }
    #expect(try checkpoints("together") == checkpoints("apart"))
    // Rank 0 saves the moments of all slices.
    let stopped = try train(small, processes: 3, in: "parts", stopping: (rank: 1, step: 3), sharingMemory: true) { _ in
      bounded
    }
    guard case .interrupted = stopped[0] else {
      Issue.record("not interrupted: \(stopped)")
      return
    }
    _ = try train(small, processes: 3, in: "parts", sharingMemory: true) { _ in bounded }
    #expect(try checkpoints("parts") == checkpoints("apart"))
    let norms = try ["apart", "together"].map { runs in
      RunOverview(try small.run(settings, in: runs).directory).reports.map(\.gradientNorm)
    }
    #expect(norms[0] == norms[1] && norms[0].allSatisfy { $0 != nil })
  }

  @Test func `a run of three processes repeats to the byte, and so does one that is interrupted and resumed`() throws {
    let small = try SmallRuns()
    let settings = small.settings()
    for runs in ["first", "second"] {
      #expect(try train(small, processes: 3, in: runs) { _ in settings } == [.completed, .completed, .completed])
    }
    let whole = try small.run(settings, in: "first")
    #expect(try small.run(settings, in: "second").checkpointBytes() == whole.checkpointBytes())
    // Another rank than the first asks; all stop before the same step.
    let stopped = try train(small, processes: 3, in: "parts", stopping: (rank: 2, step: 5)) { _ in settings }
    guard case .interrupted(let step) = stopped[0] else {
      Issue.record("not interrupted: \(stopped)")
      return
    }
    #expect(
      (5...7).contains(step)
        && stopped == [.interrupted(step: step), .interrupted(step: step), .interrupted(step: step)])
    #expect(try train(small, processes: 3, in: "parts") { _ in settings } == [.completed, .completed, .completed])
    #expect(try small.run(settings, in: "parts").checkpointBytes() == whole.checkpointBytes())
  }

  @Test func `a run is resumed with another number of processes, and says so`() throws {
    let small = try SmallRuns()
    let settings = small.settings(epochs: 4)
    try small.trained(settings, in: "one", threads: 1)
    let one = try small.run(settings, in: "one")
    _ = try train(small, processes: 4, in: "parts", stopping: (rank: 0, step: 5)) { _ in settings }
    try small.trained(settings, in: "parts", threads: 2)
    let run = try small.run(settings, in: "parts")
    #expect(
      difference(try parameters(small, settings, in: "one"), try parameters(small, settings, in: "parts")) <= 1e-5)
    let (got, wanted) = (RunOverview(run.directory).results, RunOverview(one.directory).results)
    #expect(try abs(#require(got?.validation?.loss) / #require(wanted?.validation?.loss) - 1) < 1e-5)
    let file = try String(contentsOfFile: run.directory.runFile, encoding: .utf8)
    #expect(file.contains("processes: 4 of 1 thread, then 1 of 2 threads"))
  }

  @Test func `an epoch says what each process did`() throws {
    let small = try SmallRuns()
    let settings = small.settings(epochs: 1)
    _ = try train(small, processes: 2) { _ in settings }
    let reports = RunOverview(try small.run(settings).directory).reports
    let processes = try #require(reports.first?.processes)
    #expect(processes.map(\.host) == ["test", "test"])
    #expect(processes.allSatisfy { $0.imagesPerSecond > 0 })
  }

  @Test func `processes with other images, labels or settings are refused before training`() throws {
    let small = try SmallRuns()
    let (settings, others) = (small.settings(), try SmallImages.write(to: small.folder, "others", seed: 9))
    func expectRefusal(_ text: String, _ change: @escaping @Sendable (inout RunSettings) -> Void) {
      let error = #expect(throws: RunError.self) {
        try train(small, processes: 2) { rank in
          var own = settings
          if rank == 1 { change(&own) }
          return own
        }
      }
      #expect(error?.code == .otherSettings)
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("process 1 on test") == true)
    }
    expectRefusal("a process has other training images than process 0") { $0.data.dataset = others }
    for (file, what) in [
      ("t10k-images-idx3-ubyte", "test images"), ("train-labels-idx1-ubyte", "labels of training images"),
      ("t10k-labels-idx1-ubyte", "labels of test images"),
    ] {
      let others = try SmallImages.write(to: small.folder, what)
      var changed = try bytes(of: "\(others)/\(file)")
      changed[changed.count - 1] ^= 1
      try small.folder.write(changed, "\(what)/\(file)")
      expectRefusal("a process has other \(what) than process 0") { $0.data.dataset = others }
    }
    expectRefusal("a process was started with other settings than process 0 (expected batch_size: ") {
      $0.training.batchSize = 10
    }
    expectRefusal(", got batch_size: 10); start all processes with the same command") { $0.training.batchSize = 10 }
    #expect(!FileManager.default.fileExists(atPath: try small.run(settings).directory.path))
  }
}

/// The steps done.
private final class Done: @unchecked Sendable {
  private let lock = NSLock()
  private var number = 0
  var step: Int {
    get { lock.withLock { number } }
    set { lock.withLock { number = newValue } }
  }
}
