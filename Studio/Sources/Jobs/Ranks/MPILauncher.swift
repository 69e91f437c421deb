public import Foundation
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// The program that starts the processes of a training on this machine: `mpirun`.
public struct MPILauncher: Codable, Hashable, Sendable {
  /// The MPI libraries whose launchers are known.
  public enum Family: String, Codable, Hashable, Sendable, CaseIterable {
    case openMPI = "Open MPI"
    case mpich = "MPICH"

    /// The names of its launcher; one of several libraries on a machine may have a name of its own.
    var programs: [String] {
      switch self {
      case .openMPI: ["mpirun", "mpirun.openmpi", "mpiexec"]
      case .mpich: ["mpirun", "mpirun.mpich", "mpiexec.hydra", "mpiexec"]
      }
    }

    /// Whether `version`, what a launcher prints of itself, is of this library.
    func isNamed(in version: String) -> Bool {
      switch self {
      case .openMPI: ["Open MPI", "OpenRTE", "PRTE"].contains { version.contains($0) }
      case .mpich: ["HYDRA", "MPICH"].contains { version.contains($0) }
      }
    }
  }

  /// The program, an absolute path.
  public var path: String
  /// The MPI library that it belongs to.
  public var family: Family
  /// Processes that it starts without being asked to share cores.
  public var cores: Int
  /// Whether it must be allowed to work for the superuser.
  public var isRoot: Bool

  /// Creates a launcher; the parameters are its properties.
  public init(path: String, family: Family, cores: Int = Self.cores, isRoot: Bool = geteuid() == 0) {
    (self.path, self.family, self.cores, self.isRoot) = (path, family, cores, isRoot)
  }

  /// The program and its arguments before those of `hourglass`.
  public func words(_ processes: Int) -> [String] {
    var words = [path, "-n", "\(processes)", "--bind-to", "none"]
    guard family == .openMPI else { return words }
    if isRoot { words.append("--allow-run-as-root") }
    if processes > cores { words.append("--oversubscribe") }
    return words
  }

  /// The words of a person's command line for `processes`; empty for one.
  public static func words(_ processes: Int) -> [String] {
    processes > 1 ? ["mpirun", "-n", "\(processes)", "--bind-to", "none"] : []
  }

  /// The cores of this machine that the process may use; two threads of one count once.
  public static var cores: Int {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    let sharing = try? String(contentsOfFile: "/sys/devices/system/cpu/smt/active", encoding: .utf8)
    return sharing?.hasPrefix("1") == true ? max(1, threads / 2) : threads
  }

  /// The launcher of the MPI library called `version`, such as `Open MPI v4.1.4`, in the folders of PATH.
  ///
  /// - Returns: nil where there is none.
  static func found(for version: String, environment: [String: String]) async -> MPILauncher? {
    guard let family = Family.allCases.first(where: { $0.isNamed(in: version) }) else { return nil }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    for name in family.programs {
      let candidates = folders.map { "\($0)/\(name)" }
      guard let path = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else { continue }
      let answer = try? await Subprocess.run(
        .path(FilePath(path)), arguments: ["--version"],
        environment: .custom(Environment.variables(environment)), input: .none, output: .string(limit: 1 << 16),
        error: .discarded)
      if family.isNamed(in: answer?.standardOutput ?? "") { return MPILauncher(path: path, family: family) }
    }
    return nil
  }
}
