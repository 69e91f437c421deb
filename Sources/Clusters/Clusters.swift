internal import Diagnostics
internal import Foundation

/// How a process finds the other ranks of its run.
public enum Clusters {
  /// The exit code of a run that ended because a rank failed, hung or was cut off: the same command resumes it.
  public static let failureCode: Int32 = 75

  /// The time limit of a wait for other ranks, beyond the longest step so far: seconds.
  public static let timeLimit = 60.0
  private static let maxTimeLimit = 7.0 * 24 * 3600

  /// The variable of the environment with another time limit, in seconds.
  static let timeLimitVariable = "HOURGLASS_MPI_TIME_LIMIT"
  /// The variable of the environment that keeps ranks of one host from sharing memory: 0.
  static let sharedMemoryVariable = "HOURGLASS_MPI_SHARED_MEMORY"
  /// The variable of the environment with the gigabytes of images that processes compare.
  static let comparedVariable = "HOURGLASS_MPI_COMPARED_GB"
  /// The variable of the environment that asks for MPI without a launcher: 1.
  static let requestVariable = "HOURGLASS_MPI"

  /// Joins the other ranks of this run.
  ///
  /// Where a launcher (mpirun, srun, …) started several processes, or `HOURGLASS_MPI=1` asks for it, MPI is initialised;
  /// it ends when the process exits. Otherwise the process is alone. May be called once.
  ///
  /// Processes that run different programs end here, before any of them sends what another does not know.
  ///
  /// Variables of the environment: `HOURGLASS_MPI_LIBRARY` names the library that calls MPI, `HOURGLASS_MPI_TIME_LIMIT` the
  /// seconds beyond the longest step after which a rank that does not answer ends the run; with
  /// `HOURGLASS_MPI_SHARED_MEMORY=0` ranks of one host exchange messages, as ranks of several do.
  ///
  /// - Parameter program: The program, its work and its version, the same in all processes.
  /// - Throws: ``ClusterError``, on all ranks, where several processes cannot be one run.
  public static func join(program: String) throws -> any Communicator {
    let communicator = try join(environment: ProcessInfo.processInfo.environment)
    if let error = communicator.otherProgram(than: program) {
      // Rank 0 says it, and its exit ends the others.
      guard !communicator.isFirst else { throw error }
      Thread.sleep(forTimeInterval: 3)
      communicator.abort(error, code: 1)
    }
    return communicator
  }

  /// The rank of this process and the number of processes, as the launcher that started them says; nil for one alone.
  public static func launched(environment: [String: String]) -> (rank: Int, size: Int)? {
    guard let launcher = Launcher(environment: environment), let size = launcher.size, size > 1 else { return nil }
    return (launcher.rank ?? 0, size)
  }

  /// Whether a launcher started this process, one of several or alone: what it prints goes through the launcher.
  public static func isLaunched(environment: [String: String]) -> Bool { Launcher(environment: environment) != nil }

  /// The bytes of images that processes with copies of their own compare, by `HOURGLASS_MPI_COMPARED_GB`; nil for the default.
  ///
  /// - Throws: ``ClusterError`` where the variable is not a number from 0.
  public static func comparedBytes(environment: [String: String]) throws(ClusterError) -> Int? {
    guard let text = environment[comparedVariable], !text.isEmpty else { return nil }
    if let gigabytes = Double(text), (0...1e9).contains(gigabytes) { return Int(gigabytes * 1e9) }
    throw ClusterError(
      .launcher,
      Report(
        "the amount of images to compare is not a number of gigabytes", place: comparedVariable,
        expected: "a number from 0, such as 8", got: "\"\(text)\""))
  }

  static func join(environment: [String: String]) throws -> any Communicator {
    let launcher = Launcher(environment: environment)
    guard launcher.map({ $0.size != 1 }) ?? (environment[requestVariable] == "1") else { return SingleProcess() }
    do {
      if let launcher, launcher.name == Launcher.srun, environment["PMIX_RANK"] ?? environment["PMI_RANK"] == nil {
        throw ClusterError(
          .launcher,
          Report(
            "srun started \(launcher.size.map(Figures.count(_:)) ?? "several") processes that MPI cannot connect",
            expected: "srun with --mpi", got: "srun without it", cure: Launcher.srunCure))
      }
      return try MPICommunicator(
        library(environment: environment, launcher), launcher, timeLimit: seconds(environment: environment),
        sharesMemory: sharesMemory(environment: environment))
    } catch {
      // Rank 0 says it, and the launcher ends the others, or they say the same.
      if (launcher?.rank ?? 0) != 0 { Thread.sleep(forTimeInterval: 1) }
      throw error
    }
  }

  /// The MPI library that joins several processes to one run.
  ///
  /// - Returns: nil where the library that calls MPI is not there.
  /// - Throws: ``ClusterError`` where it is there and cannot be used.
  public static func mpiVersion(environment: [String: String]) throws -> MPIVersion? {
    guard let path = MPILibrary.path(environment: environment) else { return nil }
    return MPIVersion(name: try MPILibrary(path: path).version, path: path)
  }

  private static func library(environment: [String: String], _ launcher: Launcher?) throws(ClusterError) -> MPILibrary {
    if let path = MPILibrary.path(environment: environment) { return try MPILibrary(path: path) }
    let started = launcher.map { launcher in
      "\(launcher.name) started \(launcher.size.map { Figures.count($0, "process", plural: "processes") } ?? "this process")"
    }
    throw ClusterError(
      .notBuilt,
      Report(
        "\(started ?? "\(requestVariable) asks for MPI"), and this program has no library for MPI",
        expected: "\(MPILibrary.fileName) beside the program", got: "none", cure: MPILibrary.cure))
  }

  private static func seconds(environment: [String: String]) throws(ClusterError) -> Double {
    guard let text = environment[timeLimitVariable], !text.isEmpty else { return timeLimit }
    if let seconds = Double(text), seconds > 0, seconds <= maxTimeLimit { return seconds }
    throw ClusterError(
      .launcher,
      Report(
        "the time limit is not a number of seconds", place: timeLimitVariable,
        expected: "above 0 to \(Figures.count(Int(maxTimeLimit))), a week", got: "\"\(text)\""))
  }

  private static func sharesMemory(environment: [String: String]) throws(ClusterError) -> Bool {
    switch environment[sharedMemoryVariable] {
    case nil, "", "1": return true
    case "0": return false
    case let text?:
      throw ClusterError(
        .launcher,
        Report(
          "whether ranks share memory is not 0 or 1", place: sharedMemoryVariable,
          expected: "0 for messages, 1 for memory",
          got: "\"\(text)\""))
    }
  }
}
