public import Settings
public import Tensors

/// An optimiser with its settings, chosen by name.
///
/// Letter case and a final `Optimizer` do not matter, so TensorFlow's class names will do; Torch's `nag` is Nesterov.
public struct OptimizerConfiguration: ChosenKind {
  /// The optimisers that exist.
  public static let kinds = Kinds<any OptimizerKind.Type>(
    "optimiser",
    [
      Adam.self, AdamW.self, SGD.self, Momentum.self, Nesterov.self, Adagrad.self, RMSprop.self, Adadelta.self,
      Lion.self, LBFGSSettings.self,
    ], ignoredSuffix: "Optimizer",
    substitutes: [
      "ftrl": "adagrad", "adagradda": "adagrad", "proximaladagrad": "adagrad", "proximalgradientdescent": "sgd",
      "adamax": "adam", "asgd": "sgd", "rprop": "rmsprop", "cg": "lbfgs",
    ])

  /// The kind with its settings.
  public let kind: any OptimizerKind

  public var chosen: any NamedKind { kind }

  public init(_ name: String, _ arguments: [String: SettingValue] = [:]) throws(SettingError) {
    kind = try Self.kinds(name).init(arguments)
  }

  /// The learning rate of the first step, unless a schedule changes it.
  public var learningRate: Double { kind.learningRate }

  /// Whether it needs the loss of all data several times an update (``makeFullBatch(parameterCount:on:)``), where the others
  /// make an update for each batch (``make(parameterCount:on:)``).
  public var isFullBatch: Bool { kind is any FullBatchOptimizerKind }

  /// The optimiser with its state, for a parameter vector of `count` floats; not where ``isFullBatch``.
  public func make(parameterCount count: Int, on executor: any VectorArithmetic) -> OptimizerState {
    guard let optimizer = kind as? any Optimizer else { fatalError("\(name) makes no updates for batches") }
    return OptimizerState(optimizer, parameterCount: count, on: executor)
  }

  /// The optimiser for a parameter vector of `count` floats, where ``isFullBatch``.
  public func makeFullBatch(
    parameterCount count: Int, on executor: any VectorArithmetic
  ) -> any FullBatchOptimizer {
    guard let kind = kind as? any FullBatchOptimizerKind else { fatalError("\(name) makes updates for batches") }
    return kind.make(parameterCount: count, on: executor)
  }

  /// Whether two names, however they are written, mean one optimiser.
  public static func areSame(_ a: String, _ b: String) -> Bool {
    guard let first = try? kinds(a), let second = try? kinds(b) else { return a == b }
    return first == second
  }
}
