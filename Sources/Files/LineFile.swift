public import Diagnostics
internal import Foundation

/// A file of lines that others read while it grows: each line is appended by a single write.
package struct LineFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// Bytes of whole lines.
  private var length = 0

  /// Starts the file at `path`, empty.
  ///
  /// A regular file is replaced, so that whoever reads the old one keeps it; a pipe or a device is written to.
  /// - Throws: ``LineFileError``.
  package init(_ path: String) throws(LineFileError) {
    var status = stat()
    let isRegular = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    guard !isRegular || unlink(path) == 0 else { throw LineFileError(path, errno) }
    let opened = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o666)
    guard opened >= 0 else { throw LineFileError(path, errno) }
    (self.path, descriptor) = (path, opened)
  }

  deinit { close(descriptor) }

  /// Appends `line`, which holds no line end, and a line end.
  ///
  /// - Throws: ``LineFileError``; then nothing of the line is in the file, and a later line may succeed.
  package mutating func append(_ line: String) throws(LineFileError) {
    let bytes = Array("\(line)\n".utf8)
    var written: Int
    repeat { written = write(descriptor, bytes, bytes.count) } while written < 0 && errno == EINTR
    guard written == bytes.count else {
      let number = written < 0 ? errno : ENOSPC
      if written > 0 { ftruncate(descriptor, off_t(length)) }
      throw LineFileError(path, number)
    }
    length += written
  }
}

/// A file of lines that cannot be written.
public struct LineFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file cannot be created, or the disk is full.
    case notWritten
  }

  public let code: Code
  public let report: Report

  init(_ path: String, _ number: Int32) {
    code = .notWritten
    report = Report(
      "the file cannot be written", place: path, got: String(cString: strerror(number)),
      cure: "free some space, or choose a file that can be written")
  }
}
