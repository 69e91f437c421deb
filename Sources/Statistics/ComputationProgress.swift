internal import Diagnostics

/// Receives how much of a long computation is done, from 0 to 1, and returns whether to continue.
///
/// Called from any thread, and from several at the same time.
public typealias ComputationProgress = @Sendable (_ share: Double) -> Bool

extension StatisticsError {
  /// The error of a computation that its caller stopped.
  static func stopped(_ what: String) -> StatisticsError {
    StatisticsError(code: .stopped, report: Report("the computation was stopped", place: what))
  }
}

/// The progress of the first part of a computation, which is this share of the whole.
func partly(_ progress: ComputationProgress?, share: Double) -> ComputationProgress? {
  guard let progress else { return nil }
  return { part in progress(share * part) }
}
