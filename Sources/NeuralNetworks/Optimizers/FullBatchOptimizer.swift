public import Tensors

/// A rule that lowers the loss of all data at once, which it evaluates as often as it needs.
public protocol FullBatchOptimizer {
  /// The loss at `parameters`; its gradients are written over `gradients`.
  typealias Evaluation = (_ parameters: any DeviceVector, _ gradients: any DeviceVector) -> Double

  /// The iterations made so far.
  var step: Int { get set }
  /// What it remembers by name, each as long as the parameter vector: what a checkpoint must hold beside `step`.
  var moments: [(name: String, values: any DeviceVector)] { get }
  /// Lowers the loss once, by a change of the floats of `parameters` in `ranges`, which ascend without overlap.
  ///
  /// When the iteration has an ending, `parameters` are what they were.
  mutating func iterate(
    _ parameters: any DeviceVector, ranges: [Range<Int>], on executor: any VectorArithmetic, evaluate: Evaluation
  ) -> FullBatchIteration
}

extension FullBatchOptimizer {
  /// Iterates at most `iterations` times, at least once, until there is an ending; the last iteration.
  public mutating func minimize(
    _ parameters: any DeviceVector, ranges: [Range<Int>]? = nil, iterations: Int,
    on executor: any VectorArithmetic, evaluate: Evaluation
  ) -> FullBatchIteration {
    let ranges = ranges ?? parameters.everything
    var last = iterate(parameters, ranges: ranges, on: executor, evaluate: evaluate)
    var left = iterations - 1
    while left > 0, last.ending == nil {
      last = iterate(parameters, ranges: ranges, on: executor, evaluate: evaluate)
      left -= 1
    }
    return last
  }
}

/// What an iteration over all data came to.
public struct FullBatchIteration: Hashable, Sendable {
  /// Why there is nothing left to do.
  public enum Ending: Hashable, Sendable {
    /// The gradient is within the tolerance of zero.
    case converged
    /// No step along the gradient lowers the loss, within the precision of its numbers.
    case stalled
    /// The loss or its gradient is not a number or infinite.
    case notFinite
  }
  /// The loss after it.
  public var loss: Double
  /// The root of the sum of the gradient's squares after it.
  public var gradientNorm: Double
  /// How often it evaluated the loss.
  public var evaluations: Int
  /// Nil while it may be worth going on.
  public var ending: Ending?
}
