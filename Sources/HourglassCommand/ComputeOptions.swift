import ArgumentParser
import CPUEngine
import Foundation
import Hourglass
import Statistics

/// The flags that say where to compute.
struct ComputeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Threads to compute with, 1 to 1024; the results do not depend on it. (default: all processors)")
  var threads: Int?

  @Option(help: "The device to compute on: cpu, which TensorFlow calls /cpu:0; nothing else is built in.")
  var device = "cpu"

  func validate() throws {
    if let threads, threads < 1 || threads > 1024 {
      throw ValidationError("--threads: expected 1 to 1024, got \(threads)")
    }
    guard ["cpu", "/cpu:0"].contains(device.lowercased()) else {
      throw ValidationError("--device: expected cpu or /cpu:0, got \(device); nothing else is built in")
    }
  }

  /// The executor; with `isProfiling` its programs measure where their time goes.
  ///
  /// Statistics of this process are computed with as many threads.
  ///
  /// - Throws: ``InstructionSetError`` when `HOURGLASS_ISA` cannot be followed.
  func executor(isProfiling: Bool = false) throws -> CPUExecutor {
    let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    StatisticsThreads.count = threads
    return CPUExecutor(
      try InstructionSet.chosen(environment: ProcessInfo.processInfo.environment), threads: ThreadPool(count: threads),
      isProfiling: isProfiling)
  }
}
