public import Diagnostics

/// Data that a statistic is not defined for.
public struct StatisticsError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// Too few samples, or classes without samples.
    case tooFewSamples
    /// A value is not finite.
    case notFinite
    /// A setting is out of range.
    case badValue
    /// There is not enough memory.
    case memory
    /// The computation did not reach a result.
    case noResult
    /// The computation was stopped by the caller.
    case stopped
  }

  public let code: Code
  public let report: Report

  public init(code: Code, report: Report) { (self.code, self.report) = (code, report) }
}

/// Rejects samples with a value that is not finite, and names the first.
func checkFinite(_ samples: [Float], size: Int, place: String) throws(StatisticsError) {
  // A sum is finite only if every value is; it is quick, and the search is for failures alone.
  let isFinite = samples.withUnsafeBufferPointer { samples in
    samples.reduce(into: Float(0)) { $0 += $1 * 0 } == 0
  }
  guard !isFinite, let first = samples.firstIndex(where: { !$0.isFinite }) else { return }
  throw StatisticsError(
    code: .notFinite,
    report: Report(
      "a value is not finite", place: "\(place), sample \(first / size), element \(first % size)",
      expected: "a finite number", got: "\(samples[first])", cure: "look for NaN in the images or the weights"))
}

/// Stops unless `samples` are whole rows of `size` values; returns the number of rows.
func rows(of samples: [Float], size: Int) -> Int {
  require(size > 0 && samples.count.isMultiple(of: size), "\(samples.count) values are not rows of \(size)")
  return samples.count / size
}
