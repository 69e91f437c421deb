public import Diagnostics
internal import Foundation

/// Folders that files are written to.
package enum Folder {
  /// Creates the folder at `path` and those above it, unless they exist.
  ///
  /// - Throws: ``FolderError`` with `cure` as its advice.
  package static func make(
    _ path: String, cure: String = "choose a folder that can be written"
  ) throws(FolderError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let reason = (error as? CocoaError)?.underlying as? POSIXError
      throw FolderError(
        .notCreated,
        Report(
          "the folder cannot be created", place: path,
          got: reason.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription, cure: cure))
    }
  }
}

/// A folder that files cannot be written to.
public struct FolderError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The folder cannot be created.
    case notCreated
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
