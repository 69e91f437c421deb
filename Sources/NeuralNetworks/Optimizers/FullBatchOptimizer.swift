package import Tensors

/// An optimiser that lowers the loss over all data, evaluating that loss several times per iteration.
package protocol FullBatchOptimizer {
  /// Returns the loss at `parameters` and writes its gradients to `gradients`.
  typealias Evaluation = (_ parameters: any DeviceVector, _ gradients: any DeviceVector) -> Double

  /// The number of iterations so far.
  var step: Int { get set }
  /// The state vectors by name, each as long as the parameter vector; checkpoints save them beside `step`.
  var moments: [(name: String, values: any DeviceVector)] { get }
  /// Makes one iteration on the elements of `parameters` in `ranges`, which ascend without overlap.
  ///
  /// An iteration that ends the search leaves `parameters` unchanged.
  mutating func iterate(
    _ parameters: any DeviceVector, ranges: [Range<Int>], on executor: any VectorArithmetic, evaluate: Evaluation
  ) -> FullBatchIteration
}

extension FullBatchOptimizer {
  /// Makes 1 to `iterations` iterations, until one ends the search; returns the last.
  package mutating func minimize(
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

/// The result of one iteration.
package struct FullBatchIteration: Hashable, Sendable {
  /// The reason that the search ended.
  package enum Ending: Hashable, Sendable {
    /// The gradient is within the tolerance of zero.
    case converged
    /// No step along the gradient lowers the loss at this precision.
    case stalled
    /// The loss or its gradient is not finite.
    case notFinite
  }
  /// The loss after the iteration.
  package var loss: Double
  /// The Euclidean norm of the gradient after the iteration.
  package var gradientNorm: Double
  /// The number of loss evaluations.
  package var evaluations: Int
  /// Nil while the search can continue.
  package var ending: Ending?
}
