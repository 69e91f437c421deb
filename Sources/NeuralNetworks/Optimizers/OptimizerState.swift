public import Tensors

/// An optimiser with what it keeps between updates: the count of updates and the state vectors.
///
/// Parameters that are trained for different objectives need a state each, because every update counts as a step.
public struct OptimizerState {
  public let optimizer: any Optimizer
  /// The updates made so far.
  public var step = 0
  /// The state vectors by name: what a checkpoint holds beside ``step``.
  public let moments: [(name: String, values: any DeviceVector)]

  /// The state before the first update of a vector of `count` parameters, held by the executor's device.
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

  /// The rule of the next update, which counts as made.
  public mutating func nextRule(learningRate: Double) -> UpdateRule {
    step += 1
    return optimizer.rule(step: step, learningRate: learningRate)
  }

  /// Changes the floats of `parameters` in `ranges` once, with this learning rate, or the optimiser's own.
  ///
  /// `ranges` ascend without overlap; nil for all.
  public mutating func update(
    _ parameters: any DeviceVector, along gradients: any DeviceVector, ranges: [Range<Int>]? = nil,
    learningRate: Double? = nil, on arithmetic: any VectorArithmetic
  ) {
    let rule = nextRule(learningRate: learningRate ?? optimizer.learningRate)
    arithmetic.apply(
      rule, to: parameters, along: gradients, state: moments.map(\.values), ranges: ranges ?? parameters.everything)
  }
}
