/// After which steps of a stage validation and saving are due.
struct Intervals {
  private let validation: Int?
  private let snapshot: Int?

  /// For epochs of `steps` steps.
  init(steps: Int, _ settings: TrainingSettings) {
    validation = Self.steps(settings.validationInterval, steps)
    snapshot = Self.steps(settings.snapshotInterval, steps)
  }

  func isValidationDue(after step: Int) -> Bool { validation.map { step.isMultiple(of: $0) } ?? false }
  func isSnapshotDue(after step: Int) -> Bool { snapshot.map { step.isMultiple(of: $0) } ?? false }

  /// The steps of an interval in epochs, at least one; nil for never.
  private static func steps(_ epochs: Double, _ stepsPerEpoch: Int) -> Int? {
    epochs > 0 ? max(1, Int((epochs * Double(stepsPerEpoch)).rounded())) : nil
  }
}
