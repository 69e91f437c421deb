/// What happens in a run, as values; listeners print, record or show them.
public enum TrainingEvent: Sendable {
  /// The run begins, or goes on after `step` steps.
  case began(RunStart)
  /// A step is done.
  case step(StepReport)
  /// The model was validated within an epoch.
  case validation(ValidationReport)
  /// The state should be saved within an epoch.
  case snapshotDue
  /// An epoch is done, and validated where that was due.
  case epoch(EpochReport)
  /// A checkpoint was written.
  case checkpoint(path: String)
}

/// What a run is, at its start.
public struct RunStart: Codable, Hashable, Sendable {
  /// The numbers that are trained.
  public var parameters: Int
  /// Images trained on, and those that validate.
  public var trainingImages: Int
  public var validationImages: Int
  public var stepsPerEpoch: Int
  public var epochs: Int
  /// The steps that an earlier start has made.
  public var step: Int
  /// What the loss is called.
  public var lossName: String
}

/// One step of training.
public struct StepReport: Codable, Hashable, Sendable {
  /// From 1, over the whole run.
  public var step: Int
  /// From 1.
  public var epoch: Int
  /// The step within its epoch, from 1.
  public var stepOfEpoch: Int
  /// Images of the batch.
  public var images: Int
  /// The batch's mean loss.
  public var loss: Double
}

/// A validation within an epoch.
public struct ValidationReport: Codable, Hashable, Sendable {
  /// The epoch that has begun, from 1.
  public var epoch: Int
  /// Steps made.
  public var step: Int
  /// The mean loss over the epoch's images so far.
  public var trainingLoss: Double
  /// The errors on the validation images; nil where there are none.
  public var evaluation: Evaluation?
  /// Whether this is the best validation loss so far.
  public var isBest: Bool
}

/// One epoch of training.
public struct EpochReport: Codable, Hashable, Sendable {
  /// From 1.
  public var epoch: Int
  /// Steps made by its end.
  public var step: Int
  /// The mean loss over the epoch's images, each measured at the step that used it.
  public var trainingLoss: Double
  /// The mean loss over the images at the epoch's end: as many as the last report of DIGITS covers, at most 5000.
  public var recentLoss: Double
  /// The errors on the validation images; nil where there are none, or none were due.
  public var validation: Evaluation?
  /// Whether this is the best validation loss so far.
  public var isBest: Bool
  /// Whether the epoch's state is to be saved.
  public var isSaved = true
  /// Seconds of training, and of validation.
  public var seconds: Double
  public var validationSeconds: Double
  /// Seconds of the training in which a step waited for its images.
  public var waitingSeconds: Double?
  /// Images trained per second, in this start of the run.
  public var imagesPerSecond: Double
}
