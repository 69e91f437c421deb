/// A training step of one objective: a program that computes a loss and its gradient, and what follows the gradient.
public struct TrainingStep {
  /// Computes the loss and the gradient.
  public let program: Program
  /// The loss that is reported.
  public let loss: ScalarResult
  /// The floats of a parameter vector that follow the gradient: ascending, without overlap.
  public let trained: [Range<Int>]
  /// The floats of the statistics that the step renews: ascending, without overlap.
  public let statistics: [Range<Int>]
  /// Bounds on the gradient of `trained`.
  public let bounds: GradientBounds

  /// A step of `program`, which differentiates `loss` or a sum that contains it.
  public init(
    _ program: Program, loss: ScalarResult, trained: [Range<Int>], statistics: [Range<Int>] = [],
    bounds: GradientBounds = GradientBounds()
  ) {
    (self.program, self.loss, self.trained, self.statistics) = (program, loss, trained, statistics)
    self.bounds = bounds
  }
}

/// A training step that is ready to run, again and again, without allocating.
///
/// ``accumulate(count:feeds:parameters:renewsStatistics:at:)`` takes in one batch or several; then
/// ``update(_:by:state:average:)`` moves the parameters along their mean gradient. Steps of several objectives may share
/// parameters and a moving average; each has moments of its own.
public protocol PreparedTrainingStep: AnyObject {
  /// The program that computes loss and gradient.
  var program: any PreparedProgram { get }

  /// Runs forward and backward over one batch and adds its gradient to that of the step.
  ///
  /// - Parameters:
  ///   - count: The number of samples, 1 to the capacity.
  ///   - feeds: The values of each input that the program reads, by name.
  ///   - parameters: The parameters at which the loss is computed.
  ///   - renewsStatistics: Whether the step's statistics in `parameters` are set to their next values.
  ///   - position: Where in a run this is, of which random draws are a function.
  /// - Returns: the mean loss of the batch.
  func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double

  /// Bounds the mean gradient over all samples accumulated, changes the trained floats of `parameters` along it, and then
  /// moves the average; the next step starts.
  ///
  /// - Parameters:
  ///   - parameters: What is changed.
  ///   - rule: How.
  ///   - state: The vectors that the rule keeps between updates, in its order.
  ///   - average: A moving average of `parameters`; nil for none, and for all but the last objective of a step.
  func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?)

  /// Copies the mean gradient, not bounded, to `gradients`; the next step starts.
  ///
  /// For an optimizer that asks for loss and gradient at parameters of its choice.
  func takeGradient(into gradients: any DeviceVector)

  /// Drops what was accumulated, as when a loss is not finite.
  func reset()
}

/// How an update moves an average a of the parameters w: a += share (w - a), statistics included.
public struct AverageUpdate {
  /// The average, as long as the parameter vector.
  public let average: any DeviceVector
  /// The share of the parameters in the new average, 0 to 1.
  public let share: Float

  /// A move of `average` by `share` of the way to the parameters.
  public init(_ average: any DeviceVector, share: Float) { (self.average, self.share) = (average, share) }

  /// Moves the average towards `parameters`.
  public func apply(_ parameters: any DeviceVector, with arithmetic: any VectorArithmetic) {
    arithmetic.interpolate(average, towards: parameters, by: share, ranges: average.everything)
  }
}

@available(*, unavailable)
extension AverageUpdate: Sendable {}
