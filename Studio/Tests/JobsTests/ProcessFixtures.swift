import Foundation
import Jobs
import StudioTestSupport

/// The MPI library of the tests, and its launcher.
enum MPI {
  /// The file by which the program calls MPI: the one that HOURGLASS_MPI_LIBRARY names, else that of Tools/test-mpi.sh.
  static let library: String = {
    let named = ProcessInfo.processInfo.environment["HOURGLASS_MPI_LIBRARY"] ?? ""
    return named.isEmpty ? "\(Checkout.path)/.build/mpi-tests/libhourglass-mpi.so" : named
  }()

  /// Why tests with several processes are skipped; nil where they can run.
  static let missing: String? = {
    if !FileManager.default.fileExists(atPath: library) {
      return Checkout.problem(of: "mpi") ?? "no \(library); Tools/test-mpi.sh builds it"
    }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/mpirun") }
      ? nil : "no mpirun in PATH; Debian's package openmpi-bin has it"
  }()
}

extension Place {
  /// Settings with two slots, for a machine with MPI.
  var mpiSettings: JobQueueSettings {
    var settings = settings
    settings.environment["HOURGLASS_MPI_LIBRARY"] = MPI.library
    return settings
  }

  /// A training in `processes` that does not end before it is stopped.
  func endless(_ run: String, processes: Int) -> JobRequest {
    .train(run: run, runFile: runFile(epochs: Self.endlessEpochs), processes: processes)
  }
}
