public import Settings
package import Tensors

/// A kind of optimiser with its settings.
public protocol OptimizerKind: NamedKind, Sendable {
  /// The step length, which a schedule may change at each update.
  var learningRate: Double { get set }
}

/// A kind of optimiser that evaluates the loss of all data several times for each update.
package protocol FullBatchOptimizerKind: OptimizerKind {
  /// An optimiser for `count` parameters.
  func make(parameterCount count: Int, on executor: any VectorArithmetic) -> any FullBatchOptimizer
}

extension OptimizerKind {
  /// Creates the optimiser with this learning rate and its other defaults.
  public init(learningRate: Double) {
    self.init()
    self.learningRate = learningRate
  }
}

extension Setting where Root: OptimizerKind {
  /// η.
  static var learningRate: Self {
    .number("learning_rate", \.learningRate, in: .positive, help: "The length of a step.")
  }
}

extension Setting where Root: Optimizer {
  /// λ: adds λ w to the gradient of all parameters, biases included; some kinds decouple it.
  static var weightDecay: Self {
    .number("weight_decay", \.weightDecay, in: .notNegative, help: "The decay of all parameters, biases too.")
  }

  /// ε.
  static func epsilon(_ path: any SettingPath<Root, Double>) -> Self {
    .number("epsilon", path, in: .positive, help: "The constant that prevents division by zero.")
  }
}
