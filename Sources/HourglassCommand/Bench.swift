public import ArgumentParser
public import Hourglass

extension BenchmarkTask: ExpressibleByArgument {}

/// The command `hourglass bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training or inference of the standard workloads.",
    discussion: """
      Images stay in memory; the median of several windows is reported. The tasks: `training`, forward, backward and an \
      Adam update; `inference`, bytes in and reconstructed pixels out; `latency`, inference of one image. \
      Benchmarks/compare.py runs the same workloads in PyTorch beside it.
      """)

  @Option(help: "One workload; may be repeated. (default: all)")
  var workload: [String] = []

  @Option(help: "training, inference or latency; may be repeated. (default: training)")
  var task: [BenchmarkTask] = []

  @Option(parsing: .unconditional, help: "Images of a step. (default: the workload's own; 1 for latency)")
  var batchSize: Int?

  @Option(parsing: .unconditional, help: "Seconds of a window.")
  var seconds = 1.0

  @Option(parsing: .unconditional, help: "Windows, of which the median counts.")
  var repeats = 5

  @Option(help: ArgumentHelp("Make exactly so many steps and time nothing.", visibility: .hidden))
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
    if let batchSize, batchSize < 1 || batchSize > 1 << 20 {
      throw ValidationError("--batch-size: expected 1 to \(1 << 20), got \(batchSize)")
    }
    if let batchSize, batchSize > 1, task.contains(.latency) {
      throw ValidationError("--batch-size: latency is of one image, got \(batchSize); use --task inference")
    }
    let known = Workload.all.map(\.name)
    for name in workload where !known.contains(name) {
      throw ValidationError("no such workload: \(name); \(knownNames(known, insteadOf: name))")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let workloads = Workload.all.filter { workload.isEmpty || workload.contains($0.name) }
    let tasks = BenchmarkTask.allCases.filter { task.isEmpty ? $0 == .training : task.contains($0) }
    if let steps {
      for workload in workloads {
        for task in tasks { try workload.run(steps: steps, of: task, batch: batchSize, executor: executor) }
      }
      return
    }
    var table = Table(["workload", "task", "batch", "ms_per_step", "images_per_second", "peak_rss_mb"])
    for workload in workloads {
      for task in tasks {
        let result = try workload.measure(
          task, batch: batchSize, executor: executor, seconds: seconds, repeats: repeats)
        if json { print(try result.jsonLine()) }
        table.add([
          result.workload, result.task.rawValue, "\(result.batch)", Figures.error(result.msPerStep),
          Figures.count(Int(result.imagesPerSecond)), "\(Int(result.peakRssMb.rounded()))",
        ])
      }
    }
    guard !json else { return }
    let threads = executor.threads.count
    print("\(executor.instructionSet.name), \(threads) \(threads == 1 ? "thread" : "threads")")
    for line in table.lines { print(line) }
  }
}
