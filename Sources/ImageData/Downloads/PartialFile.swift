internal import Diagnostics
internal import Files
package import Foundation
internal import Synchronization

/// The bytes received of a file, `NAME.part`; locked against other processes while open.
package final class PartialFile: Sendable {
  package let path: String
  private let target: String
  private let descriptor: Int32
  private let written: Mutex<Int>

  /// Opens or creates the partial file of `target`, and the folder.
  ///
  /// - Throws: ``DownloadError``, `AtomicFileError`.
  package init(of target: String) throws {
    self.target = target
    path = "\(target).part"
    let folder = (target as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    descriptor = try Self.locked(path, of: target)
    // Another process may have added bytes before the lock.
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
          .busy, "another process is downloading this file", place: path, cure: "wait for it, or end it")
      }
      // Another process may have finished and renamed the file between opening and locking.
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

  /// Releases the lock, even if this object lives on.
  package func unlock() { flock(descriptor, LOCK_UN) }

  /// The number of bytes.
  package var count: Int { written.withLock { $0 } }

  /// Appends bytes; for one thread at a time.
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
  }

  /// Removes the file.
  func remove() { unlink(path) }

  /// Syncs the bytes and renames the partial file to the file.
  package func finish() throws {
    guard fsync(descriptor) == 0, rename(path, target) == 0 else {
      throw AtomicFileError(number: errno, path: target, byteCount: count)
    }
    let folder = open((target as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }
}
