public import Diagnostics

/// Why images could not be imported.
public struct ImportError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There are no images to import.
    case nothing
    /// The folder holds something else, or an import that has come to its end.
    case occupied
    /// The folder holds an import that has not come to its end.
    case unfinished
    /// An import cannot be gone on with, since none was begun or something else was asked.
    case notResumable
    /// The record of an import does not fit what it has written.
    case damaged
    /// Images cannot be read.
    case badImages
    /// A percentage or a bound is no such number.
    case badSplit
    /// Parts from separate sources have other classes.
    case classesDiffer
    /// It was stopped before its end.
    case interrupted
    /// The folder cannot be made or cleared.
    case notPermitted
    /// There are more images than keys can number.
    case tooMany
    /// Another import writes into the folder.
    case inUse
  }

  public let code: Code
  public let report: Report

  public init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
