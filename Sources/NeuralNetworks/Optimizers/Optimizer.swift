public import Tensors

/// A rule that changes parameters along their gradients, with the moments that it keeps.
public protocol Optimizer {
  /// The updates made so far.
  var step: Int { get set }
  /// The moments by name, each as long as the parameter vector: what a checkpoint must hold beside `step`.
  var moments: [(name: String, values: FlatVector)] { get }
  /// Changes `parameters` once.
  mutating func update(_ parameters: FlatVector, along gradients: FlatVector, on executor: CPUExecutor)
}

/// A kind of optimiser: its name, its arguments, and how one is made from them.
public protocol OptimizerKind {
  /// The name in run files and in the names of runs: `Adam`.
  static var name: String { get }
  /// The arguments in the order in which they are shown.
  static var arguments: [OptimizerArgument] { get }
  /// An optimiser for `count` parameters; `arguments` holds a value for every argument of the kind.
  static func make(_ arguments: [String: Double], parameterCount count: Int) -> any Optimizer
}

/// A number that shapes an optimiser.
public struct OptimizerArgument: Sendable {
  /// The name in JSON: `learning_rate`.
  public let name: String
  public let defaultValue: Double
  /// What values are allowed, in words and as a test.
  public let range: String
  public let allows: @Sendable (Double) -> Bool

  static func positive(_ name: String, _ defaultValue: Double) -> Self {
    Self(name: name, defaultValue: defaultValue, range: "a number above 0") { $0 > 0 && $0.isFinite }
  }
  static func notNegative(_ name: String, _ defaultValue: Double) -> Self {
    Self(name: name, defaultValue: defaultValue, range: "a number from 0") { $0 >= 0 && $0.isFinite }
  }
  static func fraction(_ name: String, _ defaultValue: Double) -> Self {
    Self(name: name, defaultValue: defaultValue, range: "a number from 0 to below 1") { $0 >= 0 && $0 < 1 }
  }
}
