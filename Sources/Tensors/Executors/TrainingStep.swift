/// A training step of one objective: a program for loss and gradient, and the update that follows.
public struct TrainingStep {
  /// Computes the loss and the gradient.
  public let program: Program
  /// The reported loss.
  public let loss: ScalarResult
  /// The ranges of the parameters that follow the gradient: ascending, without overlap.
  public let trained: [Range<Int>]
  /// The ranges of the statistics that the step updates: ascending, without overlap.
  public let statistics: [Range<Int>]
  /// Bounds on the gradient of `trained`.
  public let bounds: GradientBounds

  /// Creates a step.
  ///
  /// - Parameters:
  ///   - program: Differentiates `loss` or a sum that contains it.
  ///   - loss: The reported loss.
  ///   - trained: The ranges of the parameters that follow the gradient: ascending, without overlap.
  ///   - statistics: The ranges of the statistics that the step updates: ascending, without overlap.
  ///   - bounds: Bounds on the gradient of `trained`.
  public init(
    _ program: Program, loss: ScalarResult, trained: [Range<Int>], statistics: [Range<Int>] = [],
    bounds: GradientBounds = GradientBounds()
  ) {
    (self.program, self.loss, self.trained, self.statistics) = (program, loss, trained, statistics)
    self.bounds = bounds
  }
}

/// A training step that runs repeatedly without allocating.
///
/// ``step(_:parameters:rule:state:average:at:next:)`` is a whole step over one batch. For a step over several,
/// ``accumulate(count:feeds:parameters:renewsStatistics:at:)`` processes each; then ``update(_:by:state:average:)`` moves
/// the parameters along their mean gradient. Steps of several objectives may share parameters and a moving average; each
/// has its own moments.
public protocol PreparedTrainingStep: AnyObject {
  /// The program that computes loss and gradient.
  var program: any PreparedProgram { get }

  /// The ranges of the statistics that the step renews: ascending, without overlap.
  var statistics: [Range<Int>] { get }

  /// A whole step over one batch: loss and gradient, the update, the statistics, the average.
  ///
  /// A loss that is not finite leaves parameters, statistics, state and average as they were, to the bit. The program's
  /// results can be read after ``accumulate(count:feeds:parameters:renewsStatistics:at:)`` alone.
  ///
  /// - Parameters:
  ///   - batch: The batch, of at most as many samples as the capacity.
  ///   - parameters: The vector to update.
  ///   - rule: The rule of the update.
  ///   - state: The state vectors of the rule, in its order.
  ///   - average: A moving average of `parameters`, or nil.
  ///   - position: The position in the run, which determines random draws.
  ///   - next: The batch of the next call of this function, where it is known: a device may receive it while it computes.
  /// - Returns: the mean loss of the batch before the update.
  func step(
    _ batch: FedBatch, parameters: any DeviceVector, rule: UpdateRule, state: [any DeviceVector],
    average: AverageUpdate?, at position: RunPosition, next: FedBatch?
  ) -> Double

  /// Runs forward and backward over one batch and adds its gradient to the step's.
  ///
  /// - Parameters:
  ///   - count: The number of samples, 1 to the capacity.
  ///   - feeds: The values of each input that the program reads, by name.
  ///   - parameters: The parameters at which the loss is computed.
  ///   - renewsStatistics: Whether to set the step's statistics in `parameters` to their next values.
  ///   - position: The position in the run, which determines random draws.
  /// - Returns: the mean loss of the batch.
  func accumulate(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, renewsStatistics: Bool, at position: RunPosition
  ) -> Double

  /// Bounds the mean gradient of all accumulated samples, updates the trained ranges of `parameters`, then the average,
  /// and starts the next step.
  ///
  /// - Parameters:
  ///   - parameters: The vector to update.
  ///   - rule: The rule of the update.
  ///   - state: The state vectors of the rule, in its order.
  ///   - average: A moving average of `parameters`, or nil; nil except for the last objective of a step.
  func update(
    _ parameters: any DeviceVector, by rule: UpdateRule, state: [any DeviceVector], average: AverageUpdate?)

  /// The norm of the trained gradient of the last update: after the bound on elements, before that on the norm.
  ///
  /// Computed on request where no bound on the norm needed it; nil before the first update. Processes that share batches
  /// call it together, before the next step.
  func lastGradientNorm() -> Double?

  /// Copies the mean gradient, without bounds, to `gradients` and starts the next step.
  ///
  /// For optimizers that evaluate loss and gradient at points of their choice.
  func takeGradient(into gradients: any DeviceVector)

  /// Discards the accumulated gradient, as after a loss that is not finite.
  func reset()
}

extension PreparedTrainingStep {
  /// The step in parts: for executors that have no other way.
  public func step(
    _ batch: FedBatch, parameters: any DeviceVector, rule: UpdateRule, state: [any DeviceVector],
    average: AverageUpdate?, at position: RunPosition, next: FedBatch?
  ) -> Double {
    stepInParts(batch, parameters: parameters, rule: rule, state: state, average: average, at: position)
  }

  /// The step by ``accumulate(count:feeds:parameters:renewsStatistics:at:)`` and ``update(_:by:state:average:)``.
  package func stepInParts(
    _ batch: FedBatch, parameters: any DeviceVector, rule: UpdateRule, state: [any DeviceVector],
    average: AverageUpdate?, at position: RunPosition
  ) -> Double {
    reset()
    let loss = accumulate(
      count: batch.count, feeds: batch.feeds, parameters: parameters, renewsStatistics: false, at: position)
    guard loss.isFinite else {
      reset()
      return loss
    }
    program.renewStatistics(of: parameters, in: statistics)
    update(parameters, by: rule, state: state, average: average)
    return loss
  }
}

/// An update of a moving average a of the parameters w: a += share (w - a), statistics included.
public struct AverageUpdate {
  /// The average, as long as the parameter vector.
  public let average: any DeviceVector
  /// The weight of the parameters in the new average, 0 to 1.
  public let share: Float

  /// Creates an update of `average` by `share` towards the parameters.
  public init(_ average: any DeviceVector, share: Float) { (self.average, self.share) = (average, share) }

  /// Moves the average towards `parameters`.
  public func move(towards parameters: any DeviceVector, with arithmetic: any VectorArithmetic) {
    arithmetic.interpolate(average, towards: parameters, by: share, ranges: average.everything)
  }
}

@available(*, unavailable)
extension AverageUpdate: Sendable {}
