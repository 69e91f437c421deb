internal import Foundation

/// A file that grows by whole pieces.
package struct AppendedFile: ~Copyable {
  /// The path.
  package let path: String
  private let descriptor: Int32
  private var length: off_t = 0

  /// Creates a new file in `folder`, which is created if there is none.
  ///
  /// - Throws: ``EventWritingError``.
  package init(newEventFileIn folder: String, at time: Double) throws(EventWritingError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch { throw .notCreated(folder, underlying: error) }
    while true {
      let candidate = "\(folder)/\(EventFileName.next(in: folder, at: time))"
      let opened = open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if opened >= 0 {
        (path, descriptor) = (candidate, opened)
        return
      }
      guard errno == EEXIST || errno == EINTR else {
        throw .notCreated(candidate, number: errno)
      }
    }
  }

  /// Opens what is at `path` already, to append from its start.
  ///
  /// - Throws: ``EventWritingError``.
  package init(existing path: String) throws(EventWritingError) {
    descriptor = open(path, O_WRONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw .notCreated(path, number: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends `piece` whole; if that fails, the file is as long as before, and the same piece may be tried again.
  ///
  /// - Throws: ``EventWritingError``.
  package mutating func append(_ piece: [UInt8]) throws(EventWritingError) {
    var written = 0
    while written < piece.count {
      let got = piece.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + written, piece.count - written, length + off_t(written))
      }
      if got > 0 {
        written += got
      } else if got == 0 || errno != EINTR {
        let number = got == 0 ? ENOSPC : errno
        // Where this fails as well, readers find an incomplete record at the end, which they ignore.
        _ = ftruncate(descriptor, length)
        throw .notAppended(path, number: number)
      }
    }
    length += off_t(piece.count)
  }
}
