public import Diagnostics
import Foundation

/// Lets one process at a time read, change and write a file; the others wait.
///
/// The operating system releases the lock when the process ends, however it ends.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Waits until no other process or thread holds the lock `path`, an empty file that stays.
  ///
  /// - Throws: ``FileLockError`` when the file cannot be made or locked.
  package init(_ path: String) throws(FileLockError) {
    descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileLockError(path, errno) }
    while flock(descriptor, LOCK_EX) != 0 {
      let number = errno
      guard number == EINTR else {
        close(descriptor)
        throw FileLockError(path, number)
      }
    }
  }

  deinit { close(descriptor) }
}

/// A lock that cannot be taken; what it guards is untouched.
public struct FileLockError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file of the lock cannot be written or locked.
    case notLocked
  }

  public let code: Code
  public let report: Report

  init(_ path: String, _ number: Int32) {
    code = .notLocked
    report = Report(
      "the file cannot be locked", place: path, got: String(cString: strerror(number)),
      cure: "allow writing in \(AtomicFile.split(path).folder); nothing was changed")
  }
}
