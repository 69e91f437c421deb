public import Tensors

/// An optimiser as a value: it gives the rule of each update of the parameters.
public protocol Optimizer: OptimizerKind {
  /// The decay of the parameters in each step.
  var weightDecay: Double { get set }
  /// The state vectors, each as long as the parameter vector, in the order of the rule.
  var stateVectors: [StateVector] { get }
  /// The rule of update `step`, counted from 1.
  func rule(step: Int, learningRate: Double) -> UpdateRule
}

/// A vector of an optimiser's state, such as a moment of the gradient.
public struct StateVector: Hashable, Sendable {
  /// The name in checkpoints: `first`.
  public let name: String
  /// The value of every element before the first update.
  public let initialValue: Float

  /// Creates a vector.
  ///
  /// - Parameters:
  ///   - name: The name in checkpoints.
  ///   - initialValue: The value of every element before the first update.
  public init(_ name: String, initialValue: Float = 0) { (self.name, self.initialValue) = (name, initialValue) }
}
