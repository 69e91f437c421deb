import ArgumentParser
import Benchmarking
import CPUEngine
import Clusters
import Foundation
import Hourglass
import Tensors

extension BenchmarkTask: ExpressibleByArgument {}

/// The command `hourglass bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training or inference of the standard workloads.",
    discussion: """
      Images stay in memory; the median of several windows is reported. Training is forward, backward and an Adam update; \
      inference reads bytes and returns reconstructed pixels; latency is inference of one image. Benchmarks/compare.py \
      runs the same workloads in PyTorch.

      --roofline measures the peaks of the machine, and shows time, arithmetic and memory traffic of each stage beside \
      them. --partition runs nothing, and shows how evenly the work of each stage divides among threads.

      --mpi times steps that several processes share (mpirun -n 4 hourglass bench --mpi). It shows what computing, packing, \
      communicating and waiting take, and how much of the exchanges the computing hides. From these figures it computes \
      how efficient 2 to 512 processes would be, each on a host of its own. Processes of one host update parameters in \
      memory that they share; with --overlap they exchange messages, as on several hosts.
      """)

  @Option(help: "The workload. May be repeated. (default: all)")
  var workload: [String] = []

  @Option(help: "The task. May be repeated. (default: training)")
  var task: [BenchmarkTask] = []

  @Option(parsing: .unconditional, help: "Images of a step. (default: the workload's, 1 for latency)")
  var batchSize: Int?

  @Option(parsing: .unconditional, help: "Seconds of a window.")
  var seconds = 1.0

  @Option(parsing: .unconditional, help: "The number of windows; the median is reported.")
  var repeats = 5

  @Flag(help: "Show the time of each stage beside the peaks of the machine.")
  var roofline = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Show how the work divides among this many threads.", valueName: "threads"))
  var partition: Int?

  @Flag(help: "Time steps that the processes of mpirun or srun share, and predict more of them.")
  var mpi = false

  @Flag(
    inversion: .prefixedNo,
    help:
      "With --mpi, exchange values while the processes compute, or when they are needed. (default: meanwhile between hosts)"
  )
  var overlap: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Make exactly this many steps and time nothing.", visibility: .hidden))
  var steps: Int?

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object for each workload and task.")
  var json = false

  func validate() throws {
    guard seconds > 0, seconds.isFinite else {
      throw ValidationError("--seconds: expected more than 0, got \(seconds)")
    }
    guard repeats >= 1 else { throw ValidationError("--repeats: expected 1 or more, got \(repeats)") }
    if let steps, steps < 0 { throw ValidationError("--steps: expected 0 or more, got \(steps)") }
    if let partition, partition < 1 || partition > 1024 {
      throw ValidationError("--partition: expected 1 to 1024 threads, got \(partition)")
    }
    guard partition == nil || !roofline else {
      throw ValidationError("--roofline runs the workloads, --partition does not; give one of them")
    }
    if let batchSize, batchSize < 1 || batchSize > 1 << 20 {
      throw ValidationError("--batch-size: expected 1 to \(1 << 20), got \(batchSize)")
    }
    if let batchSize, batchSize > 1, task.contains(.latency) {
      throw ValidationError("--batch-size: latency is of one image, got \(batchSize); use --task inference")
    }
    guard !mpi || (partition == nil && !roofline && steps == nil && task.allSatisfy { $0 == .training }) else {
      throw ValidationError("--mpi times training; leave --partition, --roofline and other tasks out")
    }
    guard mpi || overlap == nil else {
      throw ValidationError("--overlap and --no-overlap are for --mpi; give it too")
    }
    let known = Workload.all.map(\.name)
    for name in workload where !known.contains(name) {
      throw ValidationError("no such workload: \(name); \(knownNames(known, insteadOf: name))")
    }
  }

  func run() throws {
    if mpi { return try timeProcesses() }
    if let launched = Clusters.launched(environment: ProcessInfo.processInfo.environment) {
      throw ValidationError("\(launched.size) processes were started, which --mpi times; give it, or start one")
    }
    if let steps {
      let executor = try compute.executor()
      return try eachWorkload { try $0.run(steps: steps, of: $1, batch: batchSize, executor: executor) }
    }
    guard partition != nil || roofline else { return try time(on: compute.executor()) }
    let executor = try compute.processor()
    if let partition {
      return try eachWorkload { workload, task in
        try show(
          workload.division(task, batch: batchSize, among: partition, instructionSet: executor.instructionSet))
      }
    }
    let peaks = MachinePeaks(measuredOn: executor)
    if !json {
      print(
        machine(executor) + ": \(Figures.decimals(peaks.gflopPerSecond, 1)) GFLOP/s of multiply-adds, "
          + "\(Figures.decimals(peaks.gbPerSecond, 1)) GB/s from and to memory")
    }
    try eachWorkload { workload, task in
      try show(
        workload.roofline(
          task, batch: batchSize, instructionSet: executor.instructionSet, threads: executor.threads, peaks: peaks,
          seconds: seconds, repeats: repeats))
    }
  }

  /// What computes, in words.
  private func machine(_ executor: any TensorExecutor) -> String {
    guard let threads = (executor as? CPUExecutor)?.threads.count else { return executor.name }
    return "\(executor.name), \(threads) \(threads == 1 ? "thread" : "threads")"
  }

  /// Times each workload, and prints the figures.
  private func time(on executor: any TensorExecutor) throws {
    var table = Table(["workload", "task", "batch", "ms_per_step", "images_per_second", "peak_rss_mb"])
    try eachWorkload { workload, task in
      let result = try workload.measure(task, batch: batchSize, executor: executor, seconds: seconds, repeats: repeats)
      if json { print(try result.jsonLine()) }
      table.add([
        result.workload, result.task.rawValue, "\(result.batch)", Figures.number(result.msPerStep),
        Figures.speed(result.imagesPerSecond), "\(Int(result.peakRssMb.rounded()))",
      ])
    }
    guard !json else { return }
    print(machine(executor))
    table.print()
  }

  /// Calls `body` with each workload and each of its tasks that is asked for.
  func eachWorkload(_ body: (Workload, BenchmarkTask) throws -> Void) rethrows {
    for workload in Workload.all where self.workload.isEmpty || self.workload.contains(workload.name) {
      for task in BenchmarkTask.allCases where self.task.isEmpty ? task == .training : self.task.contains(task) {
        try body(workload, task)
      }
    }
  }
}
