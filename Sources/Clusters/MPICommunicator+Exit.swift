internal import CMPI
internal import Diagnostics
internal import Foundation
internal import Synchronization

/// The communicator of this process, for the time when it exits.
private let joined = Mutex<MPICommunicator?>(nil)

extension MPICommunicator {
  /// Ends MPI when the process exits.
  func endAtExit() {
    joined.withLock { $0 = self }
    #if canImport(Glibc)
      on_exit({ status, _ in joined.withLock(\.self)?.leave(status: status) }, nil)
    #else
      atexit { joined.withLock(\.self)?.leave(status: 0) }
    #endif
  }

  /// Waits until all ranks exit, and ends MPI; where some do not, ends them with this one's status.
  private func leave(status: Int32) {
    // Rank 0 is the first to end the others, so that what it prints is read.
    let patience = status == 0 ? Double.infinity : rank == 0 ? 1 : 2
    let hasEnded =
      state.withLockIfAvailable { _ in
        guard waitForExits(seconds: patience) else { return false }
        // A host may be cut off now, too.
        limit.note()
        defer { limit.stop() }
        return library.table.pointee.finalize() == 0
      } ?? false
    if !hasEnded { ending.end(nil, code: status == 0 ? Clusters.failureCode : status) }
  }

  /// Whether all ranks come to their exits within the time, or else within the time limit.
  private func waitForExits(seconds: Double) -> Bool {
    var started: OpaquePointer?
    call("wait for all ranks") { $0.start_end(&started) }
    let start = ProcessInfo.processInfo.systemUptime
    limit.note()
    var isDone = false
    while !isDone, ProcessInfo.processInfo.systemUptime < start + seconds {
      if library.table.pointee.test(&started, &isDone) != 0 { return false }
      if !isDone { usleep(500) }
    }
    limit.note()
    return isDone
  }
}
