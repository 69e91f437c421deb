import Diagnostics
import Foundation

/// Keeps two processes from training one run at the same time.
///
/// The operating system releases the lock when the process ends, however it ends.
struct RunLock {
  private let descriptor: Int32

  /// - Throws: ``RunError`` when another process trains the run.
  init(_ directory: RunDirectory) throws(RunError) {
    descriptor = open("\(directory.path)/.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RunError(
        .cannotWrite,
        Report(
          "the run's folder cannot be written", place: directory.path, got: String(cString: strerror(errno)),
          cure: "choose a folder that can be written with --runs"))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw RunError(
        .busy,
        Report(
          "another process is training this run", place: directory.path,
          cure: "wait for it, or give this one another --name"))
    }
  }

  func release() { close(descriptor) }
}
