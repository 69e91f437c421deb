/// η factor^⌊step / decay steps⌋: the learning-rate decay of the Dynamic Training Bench, by epochs of the data.
public struct StaircaseRate: SchedulePolicy {
  public static let name = "staircase"
  public static let formula = "lr * decay_factor^floor(epoch / decay_epochs)"
  public static let arguments: [ScheduleArgument] = [.positive("decay_epochs", 25), .factor("decay_factor", 0.1)]

  private let epochs, factor: Double

  public init(_ arguments: [String: ScheduleArgument.Value]) {
    (epochs, factor) = (arguments.number("decay_epochs"), arguments.number("decay_factor"))
  }

  public func rate(base: Double, at progress: TrainingProgress) -> Double {
    base * power(factor, progress.step / progress.steps(ofEpochs: epochs))
  }

  public func objection(base: Double, epochs: Int) -> ScheduleObjection? {
    guard self.epochs >= Double(epochs) else { return nil }
    return ScheduleObjection(
      argument: "decay_epochs", what: "the learning rate would decay only after the end of the run",
      expected: "a number below the run's \(epochs) epochs", got: "\(self.epochs)")
  }
}
