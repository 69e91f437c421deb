internal import Diagnostics
internal import Foundation

/// Keeps other imports out of a folder as long as it lives; the system lets go of it when the process ends, however it does.
final class ImportLock {
  private let descriptor: Int32

  /// Takes the folder at `path`, which is made where there is none.
  ///
  /// - Throws: ``ImportError`` when another import writes into it, or it cannot be made.
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
      .inUse,
      Report(
        "another import is writing into this folder", place: path,
        cure: "wait until it has ended, or choose another folder"))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private static func notPermitted(_ path: String, _ got: String) -> ImportError {
    ImportError(
      .notPermitted,
      Report(
        "the folder cannot be made ready", place: path, got: got, cure: "choose a folder that this user may write"))
  }
}
