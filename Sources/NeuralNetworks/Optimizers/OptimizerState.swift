public import Tensors

/// An optimiser with its state: the number of updates and the state vectors.
///
/// Parameters trained for different objectives need separate states, because every update counts as a step.
public struct OptimizerState {
  public let optimizer: any Optimizer
  /// The number of updates so far.
  public var step = 0
  /// The state vectors by name; checkpoints save them beside ``step``.
  public let moments: [(name: String, values: any DeviceVector)]

  /// Creates the state before the first update.
  ///
  /// - Parameters:
  ///   - optimizer: The optimiser.
  ///   - count: The length of the parameter vector.
  ///   - executor: The executor that holds the state.
  public init(_ optimizer: any Optimizer, parameterCount count: Int, on executor: any VectorArithmetic) {
    self.optimizer = optimizer
    moments = optimizer.stateVectors.map { vector in
      let values = executor.makeVector(count: count)
      if vector.initialValue != 0 { executor.fill(values, with: vector.initialValue, ranges: values.everything) }
      return (vector.name, values)
    }
  }

  /// The optimiser's own learning rate.
  public var learningRate: Double { optimizer.learningRate }

  /// The rule of the next update, which is counted.
  public mutating func nextRule(learningRate: Double) -> UpdateRule {
    step += 1
    return optimizer.rule(step: step, learningRate: learningRate)
  }

  /// Updates the elements of `parameters` in `ranges`, with this learning rate or the optimiser's own.
  ///
  /// `ranges` ascend without overlap; nil means all.
  public mutating func update(
    _ parameters: any DeviceVector, along gradients: any DeviceVector, ranges: [Range<Int>]? = nil,
    learningRate: Double? = nil, on arithmetic: any VectorArithmetic
  ) {
    let rule = nextRule(learningRate: learningRate ?? optimizer.learningRate)
    arithmetic.apply(
      rule, to: parameters, along: gradients, state: moments.map(\.values), ranges: ranges ?? parameters.everything)
  }
}
