import ArgumentParser
import Hourglass

/// The command `hourglass bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time training steps of the standard workloads.",
    discussion: """
      Images stay in memory, the optimiser is Adam; the median of several windows is reported. \
      Benchmarks/compare.py runs the same workloads in PyTorch beside it.
      """)

  @Option(help: "One workload; may be repeated. (default: all)")
  var workload: [String] = []

  @Option(help: "Seconds of a window.")
  var seconds = 1.0

  @Option(help: "Windows, of which the median counts.")
  var repeats = 5

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object for each workload.")
  var json = false

  func validate() throws {
    guard seconds > 0, seconds.isFinite else {
      throw ValidationError("--seconds: expected more than 0, got \(seconds)")
    }
    guard repeats >= 1 else { throw ValidationError("--repeats: expected 1 or more, got \(repeats)") }
    let known = Workload.all.map(\.name)
    for name in workload where !known.contains(name) {
      throw ValidationError("no such workload: \(name); \(knownNames(known, insteadOf: name))")
    }
  }

  func run() throws {
    let executor = try compute.executor()
    let chosen = Workload.all.filter { workload.isEmpty || workload.contains($0.name) }
    var table = Table(["workload", "task", "batch", "ms_per_step", "images_per_second", "peak_rss_mb"])
    for workload in chosen {
      let result = try workload.measure(executor: executor, seconds: seconds, repeats: repeats)
      if json { print(try result.jsonLine()) }
      table.add([
        result.workload, result.task, "\(result.batch)", Figures.error(result.msPerStep),
        Figures.count(Int(result.imagesPerSecond)), "\(Int(result.peakRssMb.rounded()))",
      ])
    }
    guard !json else { return }
    let threads = executor.threads.count
    print("\(executor.instructionSet.name), \(threads) \(threads == 1 ? "thread" : "threads")")
    for line in table.lines { print(line) }
  }
}
