import Foundation
import Hourglass

/// Keeps two servers from working on one folder of jobs.
///
/// The operating system releases the lock when the process ends, however it ends.
struct JobStoreLock: ~Copyable {
  /// The time in which a process that a server has just started, before it was killed, lets go of the lock.
  private static let patience = Duration.milliseconds(500)

  private let descriptor: Int32

  /// - Throws: ``JobError`` when another server has the lock.
  init(_ store: JobStore) throws(JobError) { descriptor = try Self.locked(store) }

  private static func locked(_ store: JobStore) throws(JobError) -> Int32 {
    try store.makeFolder()
    let path = "\(store.studio)/.lock"
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw JobError(
        .cannotWrite,
        Report(
          "the folder of runs cannot be written", place: path, got: String(cString: strerror(errno)),
          cure: "choose a folder that can be written with --runs"))
    }
    guard isLocked(descriptor) else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
      close(descriptor)
      throw JobError(
        .busy,
        Report(
          "another server works on this folder of runs", place: store.runs, got: holder.map { "process \($0)" },
          cure: "use that one, or give this one another folder with --runs"))
    }
    let text = Array("\(getpid())\n".utf8)
    ftruncate(descriptor, 0)
    pwrite(descriptor, text, text.count, 0)
    return descriptor
  }

  /// Takes the lock; false where another server has it.
  private static func isLocked(_ descriptor: Int32) -> Bool {
    let end = SuspendingClock.now + patience
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard SuspendingClock.now < end else { return false }
      usleep(10_000)
    }
    return true
  }

  deinit { close(descriptor) }
}
