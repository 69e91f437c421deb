public import Diagnostics

/// Why a list of pictures, or a list of class names, could not be used.
public struct ImageListError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it, or it is not a regular file.
    case unreadable
    /// Lines are wrong; up to 20 are named.
    case badLines
    /// It names no pictures.
    case empty
    /// It names more pictures than can be numbered.
    case tooMany
    /// It names more or fewer classes than there are.
    case wrongCount
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
