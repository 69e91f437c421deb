public import Diagnostics

/// A run of several processes that cannot start, or that ended.
public struct ClusterError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// A launcher started several processes, and the library that calls MPI is not there.
    case notBuilt
    /// The library that calls MPI is there and cannot be loaded.
    case notLoaded
    /// The library was built for another version of Hourglass.
    case incompatible
    /// The launcher belongs to another MPI library than the one that was loaded.
    case launcher
    /// The processes run different programs, or versions of one.
    case otherProgram
    /// MPI reported a failure.
    case failed
    /// A rank did not answer within the time limit.
    case timeLimit
    /// Another rank failed in work that this one waited for.
    case onAnotherRank
  }

  public let code: Code
  public let report: Report

  /// Creates an error.
  public init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
