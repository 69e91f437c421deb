public import Training

/// How far a running job is.
public struct JobProgress: Codable, Hashable, Sendable {
  /// The share that is done, 0 to 1; nil where it is not known.
  public var fraction: Double?
  /// Estimated seconds that are left; nil where they are not known.
  public var remainingSeconds: Double?
  /// How far a training is; nil for other jobs.
  public var training: Training.TrainingProgress?

  /// Nothing is known yet.
  init() {}

  /// The progress of a training.
  init(_ training: Training.TrainingProgress) {
    self.training = training
    fraction = training.epochs > 0 ? min(1, training.epochsDone / Double(training.epochs)) : nil
    remainingSeconds = training.remainingSeconds
  }
}
