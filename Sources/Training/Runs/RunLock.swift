import Diagnostics
import Foundation

/// Keeps two processes from training one run at the same time, and holds the number of the process that does.
///
/// The operating system releases the lock when the process ends, however it ends.
struct RunLock {
  /// The time in which somebody who only looks at the lock, as `RunDirectory.isTraining` does, lets it go.
  private static let patience = Duration.seconds(1)

  private let descriptor: Int32

  /// - Throws: ``RunError`` when another process trains the run.
  init(_ directory: RunDirectory) throws(RunError) {
    descriptor = open(directory.lock, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RunError(
        .cannotWrite,
        Report(
          "the run's folder cannot be written", place: directory.path, got: String(cString: strerror(errno)),
          cure: "choose a folder that can be written with --runs"))
    }
    let deadline = ContinuousClock.now + Self.patience
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < deadline else {
        close(descriptor)
        throw RunError(
          .busy,
          Report(
            "another process is training this run", place: directory.path,
            cure: "wait for it, or give this one another --name"))
      }
      usleep(2000)
    }
    // Only read while the lock is held: a full disk is no reason not to train.
    ftruncate(descriptor, 0)
    let number = Array("\(getpid())\n".utf8)
    _ = pwrite(descriptor, number, number.count, 0)
  }

  func release() {
    ftruncate(descriptor, 0)
    close(descriptor)
  }
}
