public import Settings
public import Tensors

/// An optimiser with its settings, chosen by name.
///
/// Case and a final `Optimizer` are ignored, so TensorFlow's class names work; Torch's `nag` is Nesterov.
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

  /// Whether an update evaluates the loss of all data several times (`makeFullBatch`) instead of
  /// once per batch (``make(parameterCount:on:)``).
  public var isFullBatch: Bool { kind is any FullBatchOptimizerKind }

  /// The optimiser with its state, for `count` parameters; only where not ``isFullBatch``.
  public func make(parameterCount count: Int, on executor: any VectorArithmetic) -> OptimizerState {
    guard let optimizer = kind as? any Optimizer else { fatalError("\(name) makes no updates for batches") }
    return OptimizerState(optimizer, parameterCount: count, on: executor)
  }

  /// The optimiser for `count` parameters; only where ``isFullBatch``.
  package func makeFullBatch(
    parameterCount count: Int, on executor: any VectorArithmetic
  ) -> any FullBatchOptimizer {
    guard let kind = kind as? any FullBatchOptimizerKind else { fatalError("\(name) makes updates for batches") }
    return kind.make(parameterCount: count, on: executor)
  }

  /// Whether two spellings name the same optimiser.
  public static func areSame(_ a: String, _ b: String) -> Bool {
    guard let first = try? kinds(a), let second = try? kinds(b) else { return a == b }
    return first == second
  }
}
