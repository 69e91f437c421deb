internal import Diagnostics
internal import Foundation

/// Locks a folder against other imports as long as it lives; the system releases the lock when the process ends.
final class ImportLock {
  private let descriptor: Int32

  /// Locks the folder at `path`, created if it does not exist.
  ///
  /// - Throws: ``ImportError`` when another import holds the lock, or the folder cannot be created.
  init(folder path: String) throws(ImportError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Self.notPermitted(path, error.localizedDescription)
    }
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.notPermitted(path, String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    throw ImportError(
      .inUse, "another import is writing into this folder", place: path,
      cure: "wait until it has ended, or choose another folder")
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private static func notPermitted(_ path: String, _ got: String) -> ImportError {
    ImportError(
      .notPermitted, "the folder cannot be prepared", place: path, got: got,
      cure: "choose a folder that this user may write")
  }
}
