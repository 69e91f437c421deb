public import Diagnostics

/// Images that could not be imported.
public struct ImportError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// There are no images to import.
    case nothing
    /// The folder is not empty, or holds a finished import.
    case occupied
    /// The folder holds an unfinished import.
    case unfinished
    /// There is no unfinished import, or one of other images.
    case notResumable
    /// The record of an import does not match its databases.
    case damaged
    /// Images cannot be read.
    case badImages
    /// A percentage or a bound is out of range.
    case badSplit
    /// Parts from separate sources differ in classes.
    case classesDiffer
    /// The import was stopped.
    case interrupted
    /// The folder cannot be created or cleared.
    case notPermitted
    /// There are more images than keys can number.
    case tooMany
    /// Another import writes into the folder.
    case inUse
  }

  public let code: Code
  public let report: Report

  package init(
    _ code: Code, _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil,
    cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: place, expected: expected, got: got, cure: cure)
  }
}
