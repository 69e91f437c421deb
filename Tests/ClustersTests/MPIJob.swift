import Foundation
import TestSupport

/// A run of `ClusterProgram` in several processes.
final class MPIJob {
  /// The program of one rank, which `make test` builds.
  static let program = "\(SourceTree.root.path)/.build/release/ClusterProgram"
  static let library = TestedMPI.library

  /// Why tests with MPI are skipped; nil where they can run.
  static let missing: String? =
    TestedMPI.missing
    ?? (FileManager.default.fileExists(atPath: program) ? nil : "\(program) is not there; `make test` builds it")

  /// Why tests with pretend hosts are skipped; nil where they can run.
  static let missingHosts: String? = {
    if let missing { return missing }
    if getuid() != 0 { return "network namespaces need root" }
    return (try? run("ip", ["netns", "list"]))?.status == 0 ? nil : "`ip netns` cannot be run"
  }()

  private let folder: TemporaryFolder
  private let process = Process()
  private let started = ContinuousClock.now

  /// Starts a job.
  ///
  /// - Parameters:
  ///   - ranks: The number of processes.
  ///   - arguments: Of the program.
  ///   - timeLimit: Seconds beyond the longest step.
  ///   - launcher: What stands before `mpirun`.
  ///   - options: Of `mpirun`.
  ///   - sharingMemory: Whether ranks may share memory.
  init(
    _ ranks: Int, _ arguments: [String], timeLimit: Double = 60, launcher: [String] = [], options: [String] = [],
    sharingMemory: Bool = true
  ) throws {
    folder = try TemporaryFolder()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      launcher + TestedMPI.command(ranks, options: options) + [Self.program] + arguments
    let environment = TestedMPI.environment(timeLimit: timeLimit, sharingMemory: sharingMemory)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    for name in ["output", "errors"] { try folder.write([], name) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("output")))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("errors")))
    try process.run()
  }

  /// What rank 0 printed.
  var output: String { (try? String(contentsOfFile: folder("output"), encoding: .utf8)) ?? "" }
  /// What was written to standard error, the launcher's part included.
  var errors: String { (try? String(contentsOfFile: folder("errors"), encoding: .utf8)) ?? "" }
  /// The lines of errors that ranks wrote.
  var errorLines: [Substring] { errors.split(separator: "\n").filter { $0.hasPrefix("error: rank") } }

  /// The exit status of the launcher, once it ends.
  var status: Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// The process identifiers of the ranks, once rank 0 has printed `line`: that of `steps` after a few steps.
  func runningRanks(after line: String = "step 3") throws -> [pid_t] {
    _ = wait(seconds: 60) { output.contains(line) }
    return try output.firstMatch(of: /process ([0-9 ]+)/).map { $0.output.1.split(separator: " ").map { pid_t($0)! } }
      ?? { throw CocoaError(.fileReadUnknown, userInfo: ["errors": errors]) }()
  }

  /// Waits until the condition holds, and returns whether it does.
  func wait(seconds: Double, for condition: () -> Bool) -> Bool {
    for _ in 0..<Int(seconds * 20) where !condition() { Thread.sleep(forTimeInterval: 0.05) }
    return condition()
  }

  /// Whether a process runs; one that ended and that nobody asked about does not.
  static func isRunning(_ process: pid_t) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return status.split(separator: ") ").last?.first != "Z"
  }
}
