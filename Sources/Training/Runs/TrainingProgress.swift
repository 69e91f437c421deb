/// How far a training is, from its events alone.
///
/// A reader of ``RunDirectory/events`` notes each event with its time; events of steps may be missing.
public struct TrainingProgress: Codable, Hashable, Sendable {
  /// What this start of the training was about to do; nil before it started.
  public private(set) var start: TrainingStart?
  /// How the training ended; nil while it is under way, and after it was killed.
  public private(set) var end: TrainingEnd?
  /// Steps done, over all starts.
  public private(set) var step = 0
  /// The epoch under way, or the last one done, from 1; 0 before the first event of a step or an epoch.
  public private(set) var epoch = 0
  /// Epochs done, over all starts, with the fraction of the one under way.
  public private(set) var epochsDone = 0.0
  /// Seconds from the start of this training to its newest event.
  public private(set) var seconds = 0.0
  /// Images trained per second of this start, validations included; nil before its first step.
  public private(set) var imagesPerSecond: Double?
  /// Estimated seconds to the end of the last epoch, at the mean speed of this start; nil before its first step.
  public private(set) var remainingSeconds: Double?
  /// The loss of the newest step reported.
  public private(set) var loss: Double?
  /// The newest metrics on the validation images.
  public private(set) var validation: Evaluation?
  /// The metrics of the validation with the lowest loss in this start.
  public private(set) var bestValidation: Evaluation?
  /// The newest checkpoint of this start.
  public private(set) var checkpoint: String?
  /// The warnings, oldest first.
  public private(set) var warnings: [String] = []

  private var begin = 0.0
  private var epochsBefore = 0.0

  /// The progress of a training without events.
  public init() {}

  /// Epochs of all stages, 0 before the start; fewer are trained where a stage ends early.
  public var epochs: Int { start?.epochs ?? 0 }

  /// Notes `event`, which happened `seconds` after any fixed time.
  public mutating func note(_ event: TrainingEvent, at seconds: Double) {
    if start != nil { self.seconds = seconds - begin }
    switch event {
    case .warning(let warning): warnings.append(warning.message)
    case .started(let start):
      (self.start, step, begin) = (start, start.step, seconds)
      epochsBefore = Double(start.step) / Double(max(start.stepsPerEpoch, 1))
      epochsDone = epochsBefore
    case .step(let report):
      (step, epoch, loss) = (report.step, report.epoch, report.loss)
      noteEpochs(
        Double(report.epoch - 1) + Double(report.stepOfEpoch) / Double(max(start?.stepsPerEpoch ?? 1, 1)))
    case .validation(let report):
      step = report.step
      noteValidation(report.evaluation, isBest: report.isBest)
    case .epoch(let report):
      (step, epoch) = (report.step, report.epoch)
      noteEpochs(Double(report.epoch))
      noteValidation(report.validation, isBest: report.isBest)
    case .checkpoint(let report): checkpoint = report.path
    case .ended(let end):
      (self.end, step) = (end, end.step)
      if end.ending == .completed { remainingSeconds = 0 }
    }
  }

  /// Notes `line` of a file of events.
  public mutating func note(_ line: LoggedTrainingEvent) { note(line.event, at: line.elapsed) }

  private mutating func noteValidation(_ evaluation: Evaluation?, isBest: Bool) {
    guard let evaluation else { return }
    validation = evaluation
    if isBest { bestValidation = evaluation }
  }

  private mutating func noteEpochs(_ epochs: Double) {
    epochsDone = epochs
    let done = epochsDone - epochsBefore
    guard let start, done > 0, seconds > 0 else { return }
    imagesPerSecond = done * Double(start.imagesPerEpoch ?? start.trainingImages) / seconds
    remainingSeconds = max(0, Double(start.epochs) - epochsDone) / done * seconds
  }
}
