import Foundation

/// The MPI library that tests with several processes use.
package enum TestedMPI {
  /// The library for the MPI of `mpirun`: the one that HOURGLASS_MPI_LIBRARY names, else the one that `make test` builds.
  package static let library =
    ProcessInfo.processInfo.environment["HOURGLASS_MPI_LIBRARY"].flatMap { $0.isEmpty ? nil : $0 }
    ?? "\(SourceTree.root.path)/.build/mpi-tests/libhourglass-mpi.so"

  /// Why tests with MPI are skipped; nil where they can run.
  package static let missing: String? = {
    let reason = "\(SourceTree.root.path)/.build/missing/mpi"
    if let reason = try? String(contentsOfFile: reason, encoding: .utf8) { return reason }
    guard FileManager.default.fileExists(atPath: library) else {
      return "\(library) is not there; `make test` builds it"
    }
    return (try? run("mpirun", ["--version"]))?.status == 0 ? nil : "mpirun cannot be run"
  }()

  /// What mpirun needs in its environment.
  package static func environment(timeLimit: Double, sharingMemory: Bool = true) -> [String: String] {
    [
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "HOURGLASS_MPI_LIBRARY": library,
      "HOURGLASS_MPI_TIME_LIMIT": "\(timeLimit)", "HOURGLASS_MPI_SHARED_MEMORY": sharingMemory ? "1" : "0",
    ]
  }

  /// The command that starts processes with that environment; it ends after two minutes in any case.
  package static func command(_ ranks: Int, options: [String] = []) -> [String] {
    ["timeout", "-k", "1", "120", "mpirun", "--oversubscribe", "--bind-to", "none", "-n", "\(ranks)"] + options
      + ["-x", "HOURGLASS_MPI_LIBRARY", "-x", "HOURGLASS_MPI_TIME_LIMIT", "-x", "HOURGLASS_MPI_SHARED_MEMORY"]
  }
}
