internal import CMPI
internal import Diagnostics
internal import Foundation
internal import Synchronization

/// Ends the run on all hosts.
final class RunEnding: Sendable {
  private let library: MPILibrary
  /// Who reports: `rank 1 of 4 on host`.
  private let reporter: String
  private let hasStarted = Atomic<Bool>(false)

  /// Seconds that MPI has for ending the run, before the process ends by itself.
  private static let patience = 3.0

  init(library: MPILibrary, reporter: String) { (self.library, self.reporter) = (library, reporter) }

  /// Prints the error as one line, ends all ranks through MPI, and the process in any case.
  func end(_ error: (any Error)?, code: Int32) -> Never {
    // Another thread does it.
    while hasStarted.exchange(true, ordering: .relaxed) { sleep(1) }
    // MPI's own way may hang as whatever hung before, and so may printing.
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: Self.patience)
      _exit(code)
    }
    if let error { StandardError.error("\(reporter): \(error)") }
    // Before, MPI ends its processes with a code of its own.
    if library.table.pointee.is_initialized() { library.table.pointee.abort(code) }
    _exit(code)
  }
}
