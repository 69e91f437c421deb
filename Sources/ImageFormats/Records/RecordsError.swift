public import Diagnostics
internal import Foundation

/// Why a file of records of one size could not be read.
public struct RecordsError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it, or it is not a regular file.
    case unreadable
    /// Its length is no multiple of a record's.
    case partialRecord
    /// It holds no records.
    case empty
    /// It holds more records than an index can count.
    case tooMany
    /// A record's label is beyond the number of classes.
    case badLabel
  }

  public let code: Code
  public let report: Report
}

extension RecordsError {
  /// The failure with this `errno` to open the file at `path`.
  init(number: Int32, path: String) {
    if number == ENOENT || number == ENOTDIR {
      self.init(
        code: .missing, report: Report("no such file", place: path, cure: "check the path, or fetch the file"))
    } else {
      self.init(
        code: .unreadable,
        report: Report(
          "cannot be read", place: path, got: String(cString: strerror(number)),
          cure: "make the file readable for this user"))
    }
  }
}
