public import Tensors

/// An optimiser with what it keeps between updates: the count of updates and the state vectors.
///
/// Parameters that are trained for different objectives need a state each, because every update counts as a step.
public struct OptimizerState {
  public let optimizer: any Optimizer
  /// The updates made so far.
  public var step = 0
  /// The state vectors by name: what a checkpoint holds beside ``step``.
  public let moments: [(name: String, values: FlatVector)]

  /// The state before the first update of `count` parameters.
  public init(_ optimizer: any Optimizer, parameterCount count: Int) {
    self.optimizer = optimizer
    moments = optimizer.stateVectors.map { vector in
      let values = FlatVector(count: count)
      if vector.initialValue != 0 { values.withUnsafeMutableBuffer { $0.update(repeating: vector.initialValue) } }
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
    _ parameters: FlatVector, along gradients: FlatVector, ranges: [Range<Int>]? = nil, learningRate: Double? = nil,
    on arithmetic: any VectorArithmetic
  ) {
    let rule = nextRule(learningRate: learningRate ?? optimizer.learningRate)
    arithmetic.apply(
      rule, to: parameters, along: gradients, state: moments.map(\.values), ranges: ranges ?? parameters.everything)
  }
}
