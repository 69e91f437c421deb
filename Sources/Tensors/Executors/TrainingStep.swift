/// A training step of one objective: a program that computes a loss and its gradient, and what follows the gradient.
public struct TrainingStep {
  /// Computes the loss, its only result, and the gradient.
  public let program: Program
  /// The floats of a flat vector that follow the gradient: ascending, without overlap.
  public let trained: [Range<Int>]
  /// The floats of the statistics that the step renews: ascending, without overlap.
  public let statistics: [Range<Int>]
  /// Bounds on the gradient of `trained`.
  public let bounds: GradientBounds

  /// A step of `program`, which was made to differentiate its only result or a sum that contains it.
  public init(
    _ program: Program, trained: [Range<Int>], statistics: [Range<Int>] = [],
    bounds: GradientBounds = GradientBounds()
  ) {
    (self.program, self.trained, self.statistics, self.bounds) = (program, trained, statistics, bounds)
  }
}

/// A training step that is ready to run, again and again, without allocating.
///
/// Batches are accumulated, one or several, then the update changes the parameters along their mean gradient.
public protocol PreparedTrainingStep: AnyObject {
  /// The program that computes loss and gradient.
  var program: any PreparedProgram { get }

  /// Runs forward and backward over one batch of `count` samples and adds its gradient to that of the step.
  ///
  /// Statistics of `parameters` are renewed where `renewsStatistics` says so. Returns the batch's mean loss.
  func accumulate(
    count: Int, feeds: [String: Feed], parameters: FlatVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double

  /// Changes `parameters` by `rule` along the bounded mean gradient, over all samples accumulated; the next step starts.
  func update(_ parameters: FlatVector, by rule: UpdateRule, state: [FlatVector])

  /// Copies the mean gradient, not bounded, to `gradients`; the next step starts.
  func takeGradient(into gradients: FlatVector)

  /// Drops what was accumulated, as when a loss is not finite.
  func reset()
}
