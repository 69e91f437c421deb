public import Diagnostics
internal import Foundation

/// A file that cannot be read.
public struct InputFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// There is no such file, or a link in the path is dangling.
    case missing
    /// The system refuses to read it, or it is not a regular file.
    case unreadable
    /// It is longer than allowed.
    case tooLong
  }

  public let code: Code
  public let report: Report

  package init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }

  /// The error for the system's `number` on opening the file at `path`.
  package init(number: Int32, path: UnsafePointer<CChar>, title: String, expected: String) {
    let words = String(cString: strerror(number))
    var status = stat()
    let isLink = lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    switch number {
    case ENOENT where isLink, ELOOP where isLink:
      self.init(
        .missing,
        Report(
          number == ELOOP ? "the link leads back to itself" : "the link leads nowhere", place: title,
          expected: expected, got: words, cure: "repair or remove the link"))
    case ENOENT, ENOTDIR:
      self.init(.missing, Report("no such file", place: title, expected: expected, got: words, cure: "check the path"))
    default:
      self.init(
        .unreadable,
        Report("the file cannot be read", place: title, got: words, cure: "make the file readable for this user"))
    }
  }

  /// The error for the system's `number` on reading the file at `path`.
  init(readingFailed path: String, number: Int32) {
    self.init(
      .unreadable,
      Report(
        "reading failed", place: path, got: String(cString: strerror(number)),
        cure: "check the disk that holds the file"))
  }

  /// The error for anything but a regular file; nil for a regular file.
  init?(notRegular status: stat, title: String, expected: String) {
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
      Report("not a regular file", place: title, expected: expected, got: kind, cure: "give the path of a file"))
  }
}
