internal import Diagnostics
internal import Files
package import Foundation
internal import Synchronization

/// What has come of a file so far, `NAME.part`, and beside it where it came from, `NAME.part.from`.
///
/// Locked against other processes for as long as it is open.
package final class PartialFile: Sendable {
  package let path: String
  private let target: String
  private let descriptor: Int32
  private let written: Mutex<Int>

  /// Opens or makes the partial file of `target`, whose folder is made too.
  ///
  /// - Throws: ``DownloadError``, `AtomicFileError`.
  package init(of target: String) throws {
    self.target = target
    path = "\(target).part"
    let folder = (target as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    descriptor = try Self.locked(path, of: target)
    // Before the file is locked, another process may still add to it.
    written = Mutex(max(0, Int(lseek(descriptor, 0, SEEK_END))))
  }

  /// Opens the file at `path` and locks it.
  private static func locked(_ path: String, of target: String) throws -> Int32 {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw AtomicFileError(number: errno, path: target, byteCount: 0) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        close(descriptor)
        throw DownloadError(
          .busy, Report("another process is downloading this file", place: path, cure: "wait for it, or end it"))
      }
      // Between opening and locking, another process may have finished the file and given it its name.
      var (here, there) = (stat(), stat())
      if fstat(descriptor, &here) == 0, stat(path, &there) == 0, here.st_dev == there.st_dev,
        here.st_ino == there.st_ino
      {
        return descriptor
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }

  /// Lets other processes have the file; whatever still holds this object does not matter then.
  package func unlock() { flock(descriptor, LOCK_UN) }

  /// How many bytes are there.
  package var count: Int { written.withLock { $0 } }

  /// Adds bytes at the end; by one thread at a time.
  package func append(_ data: Data) throws {
    let start = count
    let added = try data.withUnsafeBytes { try write($0, at: start) }
    written.withLock { $0 = start + added }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at start: Int) throws -> Int {
    var done = 0
    while done < bytes.count {
      let piece = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let got = pwrite(descriptor, piece.baseAddress, piece.count, off_t(start + done))
      if got >= 0 {
        done += got
      } else if errno != EINTR {
        throw AtomicFileError(number: errno, path: target, byteCount: start + bytes.count)
      }
    }
    return done
  }

  /// Empties the file.
  func restart() throws {
    guard count == 0 || ftruncate(descriptor, 0) == 0 else {
      throw AtomicFileError(number: errno, path: target, byteCount: 0)
    }
    written.withLock { $0 = 0 }
    unlink(note)
  }

  /// Removes the file and its note.
  func remove() {
    unlink(path)
    unlink(note)
  }

  /// Brings the bytes to the disk and gives them the file's name.
  package func finish() throws {
    guard fsync(descriptor) == 0, rename(path, target) == 0 else {
      throw AtomicFileError(number: errno, path: target, byteCount: count)
    }
    unlink(note)
    let folder = open((target as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  private var note: String { "\(path).from" }

  /// What the server calls this version of the file, where the part came from `url`.
  func validator(for url: URL) -> String? {
    guard let lines = try? TextFile.lines(note), lines.count == 2, lines[0] == url.absoluteString else { return nil }
    return lines[1]
  }

  /// Remembers what the server at `url` calls the file; without that, a part of it is still checked by its checksum.
  func remember(validator: String?, for url: URL) {
    let line = validator.map { $0.filter { !$0.isNewline } } ?? ""
    try? Data("\(url.absoluteString)\n\(line)\n".utf8).write(to: URL(fileURLWithPath: note))
  }
}
