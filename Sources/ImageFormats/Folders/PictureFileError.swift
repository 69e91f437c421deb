public import Diagnostics
internal import Foundation

/// Why the file of a picture could not be read.
public struct PictureFileError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it, or it is not a regular file.
    case unreadable
    /// It is longer than any picture.
    case tooLong
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }

  /// What a file of this `status` is in place of a regular one; nil for a regular one.
  init?(notRegular status: stat, path: String) {
    let kind: String
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFDIR: kind = "a folder"
    case S_IFIFO: kind = "a pipe"
    case S_IFSOCK: kind = "a socket"
    default: kind = "a device"
    }
    self.init(
      .unreadable,
      Report("not a regular file", place: path, expected: "a picture", got: kind, cure: "give the path of a file"))
  }

  /// The system's error `number` for the file at `path`.
  init(number: Int32, path: String) {
    let isMissing = number == ENOENT || number == ENOTDIR
    self.init(
      isMissing ? .missing : .unreadable,
      Report(
        isMissing ? "no such file" : "the file cannot be read", place: path, got: String(cString: strerror(number)),
        cure: isMissing ? "put the picture there, or take it off the list" : "make the file readable for this user"))
  }
}
