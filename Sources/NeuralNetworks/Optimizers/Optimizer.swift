public import Tensors

/// An optimiser: a value that says, update by update, how parameters follow their gradient.
public protocol Optimizer: OptimizerKind {
  /// The decay of the parameters in each step.
  var weightDecay: Double { get set }
  /// The vectors that it keeps between updates, each as long as the parameter vector, in the order of its rule.
  var stateVectors: [StateVector] { get }
  /// The rule of update `step`, counted from 1, with this learning rate.
  func rule(step: Int, learningRate: Double) -> UpdateRule
}

/// A vector that an optimiser keeps between updates: a moment of the gradient, a momentum.
public struct StateVector: Hashable, Sendable {
  /// The name in checkpoints: `first`.
  public let name: String
  /// The value of every element before the first update.
  public let initialValue: Float

  /// A vector called `name`, zero before the first update unless another value is given.
  public init(_ name: String, initialValue: Float = 0) { (self.name, self.initialValue) = (name, initialValue) }
}
