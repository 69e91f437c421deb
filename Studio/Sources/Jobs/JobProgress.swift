public import Hourglass

/// How far a running job is.
public struct JobProgress: Codable, Hashable, Sendable {
  /// The share that is done, 0 to 1, of a download that of its current file; nil where it is not known.
  public var fraction: Double?
  /// Estimated seconds that are left; nil where they are not known.
  public var remainingSeconds: Double?
  /// How far a training is; nil for other jobs.
  public var training: TrainingProgress?
  /// The newest event of an import or a download; nil for other jobs, and before the first.
  public var data: DataEvent?

  /// The progress of a training.
  init(_ training: TrainingProgress) {
    self.training = training
    fraction = training.epochs > 0 ? min(1, training.epochsDone / Double(training.epochs)) : nil
    remainingSeconds = training.remainingSeconds
  }

  /// The progress of an import or a download after its newest event.
  init(_ data: DataEvent?) {
    self.data = data
    let (done, total, rate): (Int, Int, Double) =
      switch data {
      case .importing(let report): (report.done, report.total, report.imagesPerSecond)
      case .downloading(let report): (report.bytes, report.total, report.bytesPerSecond)
      case .done: (1, 1, 0)
      case .stopped, .failed, nil: (0, 0, 0)
      }
    fraction = total > 0 ? min(1, Double(done) / Double(total)) : nil
    remainingSeconds = rate > 0 ? Double(max(0, total - done)) / rate : nil
  }
}
