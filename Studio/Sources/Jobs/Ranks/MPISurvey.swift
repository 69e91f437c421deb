public import Foundation
public import Hourglass
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Whether one run can be trained in several processes on this machine, as the program found it.
public struct MPISurvey: Codable, Hashable, Sendable {
  /// The name and version of the MPI library: `Open MPI v4.1.4`; nil where the program has none.
  public var version: String?
  /// The library file that calls MPI, `libhourglass-mpi.so`.
  public var library: String?
  /// What starts the processes; nil where there is nothing that fits the library.
  public var launcher: MPILauncher?
  /// Why runs are trained in one process alone, and what to do; nil where they can be trained in several.
  public var problem: String?
  /// When the program answered.
  public var time: Date

  /// Creates a survey; the parameters are its properties.
  public init(
    version: String? = nil, library: String? = nil, launcher: MPILauncher? = nil, problem: String? = nil,
    time: Date = Date()
  ) {
    (self.version, self.library, self.launcher) = (version, library, launcher)
    (self.problem, self.time) = (problem, time)
  }

  /// The part of `hourglass doctor --json` that counts here.
  private struct Answer: Decodable {
    struct MPI: Decodable { var version, library, problem: String? }
    var mpi: MPI
  }

  /// Asks the program, which loads the library in a process of its own.
  ///
  /// - Parameters:
  ///   - program: The program `hourglass`.
  ///   - environment: Its environment, whose PATH has the launcher.
  static func made(by program: String, environment: [String: String]) async -> MPISurvey {
    let result = try? await Subprocess.run(
      .path(FilePath(program)), arguments: ["doctor", "--json"],
      environment: .custom(Environment.variables(environment)), input: .none, output: .string(limit: 1 << 20),
      error: .discarded)
    guard let output = result?.standardOutput,
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(output.utf8))
    else { return MPISurvey(problem: "the program hourglass does not say whether it has MPI") }
    let mpi = answer.mpi
    guard let version = mpi.version else {
      return MPISurvey(library: mpi.library, problem: mpi.problem ?? "MPI cannot be used")
    }
    guard let launcher = await MPILauncher.found(for: version, environment: environment) else {
      return MPISurvey(
        version: version, library: mpi.library,
        problem: "mpirun of \(version) is not in PATH; install it (Debian: openmpi-bin or mpich)")
    }
    return MPISurvey(version: version, library: mpi.library, launcher: launcher)
  }
}

/// How many processes train a run, and what each has.
public struct ProcessPlan: Hashable, Sendable {
  /// The number of processes.
  public var count: Int
  /// CPU threads of each; nil for the default of the queue.
  public var threads: Int?
  /// Where each computes; nil for the processor.
  public var device: DeviceRequest?

  /// Creates a plan; the parameters are its properties.
  public init(_ count: Int, threads: Int? = nil, device: DeviceRequest? = nil) {
    (self.count, self.threads, self.device) = (count, threads, device)
  }

  /// What does not fit the machine, whose place is `processes`, `threads` or `device`; nil where all does.
  ///
  /// - Parameters:
  ///   - slots: The slots of the queue.
  ///   - mpi: What was found; nil where it is not known yet, and everything may fit.
  ///   - devices: The devices that were found; nil where they are not known yet.
  public func misfit(slots: Int, mpi: MPISurvey?, devices: DeviceSurvey?) -> Report? {
    guard count >= 1 else {
      return Report("not a valid number of processes", place: "processes", expected: "1 to \(slots)", got: "\(count)")
    }
    guard count > 1 else { return nil }
    if let problem = mpi?.problem {
      return Report("runs are trained in one process here: \(problem)", place: "processes")
    }
    guard count <= slots else {
      return Report(
        "more processes than the queue has slots", place: "processes", expected: "at most \(slots)", got: "\(count)")
    }
    if let threads, count * threads > slots {
      return Report(
        "\(count) processes of \(Figures.count(threads, "thread")) are too many", place: "threads",
        expected: "at most \(Figures.count(slots / count, "thread")) of each, which share \(slots) slots",
        got: "\(threads)")
    }
    return device.flatMap { misfit($0, devices) }
  }

  /// Each process of a run has a device of its own, by its number; processes of a plugin for processors share it.
  private func misfit(_ device: DeviceRequest, _ survey: DeviceSurvey?) -> Report? {
    if device.isAutomatic {
      return Report(
        "a device is measured by one process alone", place: "device", expected: "cpu or a device for several processes",
        got: device.name)
    }
    guard let finding = survey?.findings(for: device.name).first, finding.isGPU else { return nil }
    guard device.name == finding.kind || finding.devices.count == 1 else {
      return Report(
        "each process has a device of its own", place: "device", expected: "the kind, \(finding.kind)",
        got: device.name)
    }
    guard finding.devices.count >= count else {
      return Report(
        "each process has a device of its own", place: "processes",
        expected: "at most \(Figures.count(finding.devices.count, finding.kind + " device"))", got: "\(count)")
    }
    return nil
  }
}
