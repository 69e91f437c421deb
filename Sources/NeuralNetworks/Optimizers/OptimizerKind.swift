/// A kind of optimiser: its name and its arguments.
public protocol OptimizerKind {
  /// The name in run files and in the names of runs: `Adam`.
  static var name: String { get }
  /// The arguments in the order in which they are shown.
  static var arguments: [OptimizerArgument] { get }
}

/// A kind of optimiser that makes one update from the gradients of one batch.
public protocol BatchOptimizerKind: OptimizerKind {
  /// The optimiser; `arguments` holds a value for every argument of the kind.
  static func make(_ arguments: [String: Double]) -> any Optimizer
}

/// A kind of optimiser that evaluates the loss of all data several times for each update.
public protocol FullBatchOptimizerKind: OptimizerKind {
  /// An optimiser for `count` parameters; `arguments` holds a value for every argument of the kind.
  static func make(_ arguments: [String: Double], parameterCount count: Int) -> any FullBatchOptimizer
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
  static func count(_ name: String, _ defaultValue: Double, upTo most: Double) -> Self {
    Self(name: name, defaultValue: defaultValue, range: "a whole number from 1 to \(Int(most))") {
      $0 >= 1 && $0 <= most && $0 == $0.rounded()
    }
  }

  /// λ: the gradient is that of the loss and λ / 2 |w|² over all parameters, biases too.
  static let weightDecay = notNegative("weight_decay", 0)
}

extension [String: Double] {
  /// The value of an argument, which was checked or set to its default.
  func value(_ argument: String) -> Double {
    guard let value = self[argument] else { fatalError("no value for the argument \(argument)") }
    return value
  }
}
