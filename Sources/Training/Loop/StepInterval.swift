/// An interval of steps within a stage, given in epochs.
package struct StepInterval {
  /// Its steps; nil for an interval that never ends.
  package let steps: Int?

  /// An interval of `epochs`, at least one step; 0 for one that never ends.
  package init(epochs: Double, stepsPerEpoch: Int) {
    steps = epochs > 0 ? max(1, Int((epochs * Double(stepsPerEpoch)).rounded())) : nil
  }

  /// Whether an interval ends with step `step` of the stage, from 1.
  func ends(at step: Int) -> Bool { steps.map { step.isMultiple(of: $0) } ?? false }
}
