import Foundation

extension RunDirectory {
  /// The file that is locked while a process trains the run.
  var lock: String { "\(path)/.lock" }

  /// Whether a process trains the run now, or moves its folder.
  ///
  /// Looks at the lock without taking it for longer than the look.
  public var isTraining: Bool { withLock { _ in true } ?? false }

  /// The number of the process that trains the run now; nil where none does.
  ///
  /// In the moment before a training that starts has written its number it is nil, too.
  public var trainingProcess: Int32? {
    withLock { descriptor in
      var bytes = [UInt8](repeating: 0, count: 16)
      let count = pread(descriptor, &bytes, bytes.count, 0)
      guard count > 0, bytes[count - 1] == UInt8(ascii: "\n") else { return nil }
      return Int32(String(decoding: bytes[..<(count - 1)], as: UTF8.self))
    } ?? nil
  }

  /// What `body` returns for the locked file; nil where no other descriptor holds its lock.
  private func withLock<Result>(_ body: (Int32) -> Result) -> Result? {
    let descriptor = open(lock, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    // Closing the descriptor gives up what the look has locked.
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    return body(descriptor)
  }
}
