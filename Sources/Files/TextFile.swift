public import Diagnostics
import Foundation

/// Text files for appending.
public enum TextFile {
  /// The lines of the file at `path`, without empty ones; none if there is no file.
  ///
  /// - Throws: ``TextFileError`` if the file is not readable as text; it must not be replaced then.
  public static func lines(_ path: String) throws(TextFileError) -> [String] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TextFileError(
        code: .unreadable,
        report: Report(
          "the file cannot be read as text", place: path, expected: "UTF-8",
          cure: "allow reading it, or move it away; nothing was changed"))
    }
    // By bytes: to find characters takes several times as long.
    return text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
  }
}

/// A text file that cannot be read.
public struct TextFileError: ReportedError {
  /// The reason.
  public enum Code: Hashable, Sendable {
    /// It is not UTF-8, or not readable.
    case unreadable
  }
  public let code: Code
  public let report: Report
}
