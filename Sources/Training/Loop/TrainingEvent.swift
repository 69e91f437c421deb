/// What happened in a training; listeners print, record or show it.
///
/// As JSON, an event is one object: its `event` beside the fields of its report.
public enum TrainingEvent: Hashable, Sendable {
  /// Before training: something is allowed, but unlikely to be meant.
  case warning(TrainingWarning)
  /// Training started, or continued.
  case started(TrainingStart)
  /// The model was validated within an epoch.
  case validation(ValidationReport)
  /// A step is done, and so is its validation, where one was due within the epoch.
  case step(StepReport)
  /// An epoch is done, and so is its validation, where one was due.
  case epoch(EpochReport)
  /// A checkpoint from which the training can continue is on disk.
  case checkpoint(CheckpointReport)
  /// The training of a run has ended; the last event. A process that was killed leaves none.
  case ended(TrainingEnd)
}

extension TrainingEvent: Codable {
  private enum Kind: String, Codable { case warning, started, validation, step, epoch, checkpoint, ended }
  private enum Key: String, CodingKey { case event }

  public init(from decoder: any Decoder) throws {
    self =
      switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .event) {
      case .warning: .warning(try TrainingWarning(from: decoder))
      case .started: .started(try TrainingStart(from: decoder))
      case .validation: .validation(try ValidationReport(from: decoder))
      case .step: .step(try StepReport(from: decoder))
      case .epoch: .epoch(try EpochReport(from: decoder))
      case .checkpoint: .checkpoint(try CheckpointReport(from: decoder))
      case .ended: .ended(try TrainingEnd(from: decoder))
      }
  }

  public func encode(to encoder: any Encoder) throws {
    let (kind, report): (Kind, any Encodable) =
      switch self {
      case .warning(let warning): (.warning, warning)
      case .started(let start): (.started, start)
      case .validation(let report): (.validation, report)
      case .step(let report): (.step, report)
      case .epoch(let report): (.epoch, report)
      case .checkpoint(let report): (.checkpoint, report)
      case .ended(let end): (.ended, end)
      }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .event)
    try report.encode(to: encoder)
  }
}

/// What is allowed, but unlikely to be meant.
public struct TrainingWarning: Codable, Hashable, Sendable {
  /// One sentence: what is unlikely to be meant, where, and what to do.
  public var message: String

  /// Creates a warning.
  /// - Parameter message: What is unlikely to be meant, where, and what to do, in one sentence.
  public init(message: String) { self.message = message }
}

/// What a training is about to do.
public struct TrainingStart: Codable, Hashable, Sendable {
  /// Trained parameters.
  public var parameters: Int
  /// The number of training images.
  public var trainingImages: Int
  /// The number of validation images.
  public var validationImages: Int
  /// Steps of an epoch.
  public var stepsPerEpoch: Int
  /// Images of an epoch, each as often as it comes; nil in events of earlier versions.
  public var imagesPerEpoch: Int?
  /// Epochs of all stages.
  public var epochs: Int
  /// Steps that earlier starts have done.
  public var step: Int
  /// The name of the loss.
  public var lossName: String
}

/// One step of training.
public struct StepReport: Codable, Hashable, Sendable {
  /// From 1, over all epochs.
  public var step: Int
  /// From 1.
  public var epoch: Int
  /// The step within its epoch, from 1.
  public var stepOfEpoch: Int
  /// Images of the step.
  public var images: Int
  /// The mean loss of these images, before the step's update.
  public var loss: Double
}

/// A validation within an epoch.
public struct ValidationReport: Codable, Hashable, Sendable {
  /// The epoch under way, from 1.
  public var epoch: Int
  /// Steps done.
  public var step: Int
  /// The mean loss over the epoch's images so far.
  public var trainingLoss: Double
  /// The metrics on the validation images; nil where there are none.
  public var evaluation: Evaluation?
  /// Whether this is the best validation loss so far.
  public var isBest: Bool

  /// The loss by which models are compared.
  var comparedLoss: Double { evaluation?.loss ?? trainingLoss }
}

/// One epoch of training.
public struct EpochReport: Codable, Hashable, Sendable {
  /// From 1.
  public var epoch: Int
  /// Steps done by its end.
  public var step: Int
  /// The mean loss over the epoch's images, each measured at the step that used it.
  public var trainingLoss: Double
  /// The mean loss since the last report, as DIGITS counts: eight an epoch, and one every 5000 images.
  public var recentLoss: Double
  /// The learning rate of its last step; nil for an optimiser that searches along lines, and in logs of earlier versions.
  public var learningRate: Double?
  /// The metrics on the validation images; nil where there are none, or no validation was due.
  public var validation: Evaluation?
  /// Whether this is the best validation loss so far.
  public var isBest: Bool
  /// Seconds of training, without the validation at the end.
  public var seconds: Double
  /// Seconds of the validation at the end.
  public var validationSeconds: Double
  /// Seconds of the training in which a step waited for its images.
  public var waitingSeconds: Double?
  /// Images trained per second, since this start.
  public var imagesPerSecond: Double
  /// The norm of the gradient of its last step, before it is clipped; nil for an optimiser that searches along lines.
  ///
  /// Of several objectives, the root of the sum of the squared norms.
  public var gradientNorm: Double?
  /// What each process did, by rank; nil for a run of one process.
  public var processes: [ProcessReport]?
  /// Seconds from the first start of the run to the epoch's end, pauses included; nil outside runs.
  public var wallSeconds: Double?
  /// The time of the epoch's end, as in ISO 8601, UTC; nil outside runs.
  public var date: String?
  /// The resident memory of the process in bytes; nil outside runs.
  public var residentBytes: Int?

  /// The loss by which models are compared.
  var comparedLoss: Double { validation?.loss ?? trainingLoss }
}

/// What a process of several did in an epoch.
public struct ProcessReport: Codable, Hashable, Sendable {
  /// The host's name.
  public var host: String
  /// Images of its shares trained per second.
  public var imagesPerSecond: Double
  /// Seconds in which it waited for other processes.
  public var waitingSeconds: Double
  /// Seconds in which it exchanged values with them, without waiting.
  public var exchangeSeconds: Double
}

/// A checkpoint on disk.
public struct CheckpointReport: Codable, Hashable, Sendable {
  /// The file.
  public var path: String
}

/// The end of a run's training.
public struct TrainingEnd: Codable, Hashable, Sendable {
  /// How it ended.
  public var ending: RunEnding
  /// Steps done, over all starts.
  public var step: Int
  /// One sentence on the error that ended the training; nil where there was none.
  public var message: String?

  /// Creates an end; the parameters are its properties.
  public init(_ ending: RunEnding, step: Int, message: String? = nil) {
    (self.ending, self.step, self.message) = (ending, step, message)
  }
}
