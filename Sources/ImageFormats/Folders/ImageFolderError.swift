public import Diagnostics
internal import Foundation

/// Why a folder of pictures could not be used.
public struct ImageFolderError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such folder.
    case missing
    /// The system refuses to list it.
    case unreadable
    /// It holds no pictures, or its folder of training pictures does not.
    case noPictures
    /// Pictures lie both in the folder itself and in its sub-folders.
    case mixed
    /// It holds more pictures than can be numbered.
    case tooMany
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }

  /// The system's error `number` for the folder at `path`.
  init(unreadable path: String, number: Int32) {
    let isMissing = number == ENOENT || number == ENOTDIR
    self.init(
      isMissing ? .missing : .unreadable,
      Report(
        isMissing ? "no such folder" : "the folder cannot be listed", place: path,
        got: String(cString: strerror(number)),
        cure: isMissing ? "check the path" : "make the folder readable for this user"))
  }
}
