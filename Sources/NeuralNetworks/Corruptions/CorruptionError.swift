public import Diagnostics

/// A corruption that cannot be used.
public struct CorruptionError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    case unknownName, unknownArgument, badValue, severalKinds, notReadable
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }
}
