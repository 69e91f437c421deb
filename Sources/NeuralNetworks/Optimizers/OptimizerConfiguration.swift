public import Diagnostics
import Foundation

/// An optimiser by name, with its arguments: what a run file holds.
public struct OptimizerConfiguration: Codable, Hashable, Sendable {
  /// The name of the kind, as ``OptimizerKind/name`` has it.
  public private(set) var name: String
  /// A value for every argument of the kind.
  public private(set) var arguments: [String: Double]

  /// The optimisers that exist.
  public static var kinds: [any OptimizerKind.Type] {
    [
      Adam.self, AdamW.self, SGD.self, Momentum.self, Nesterov.self, Adagrad.self, RMSprop.self, Adadelta.self,
      Lion.self, LBFGS.self,
    ]
  }

  /// The optimiser called `name`, with `arguments` in place of its defaults.
  ///
  /// Letter case and a final `Optimizer` do not matter, so TensorFlow's class names will do; Torch's `nag` is Nesterov.
  /// - Throws: ``OptimizerError`` for an unknown name or argument and for a value out of range.
  public init(_ name: String, _ arguments: [String: Double] = [:]) throws(OptimizerError) {
    let kind = try Self.kind(named: name)
    self.name = kind.name
    self.arguments = Dictionary(uniqueKeysWithValues: kind.arguments.map { ($0.name, $0.defaultValue) })
    for (key, value) in arguments.sorted(by: { $0.key < $1.key }) { try set(key, to: value) }
  }

  /// Arguments from a JSON object of numbers: `{"learning_rate": 1e-5}`.
  ///
  /// - Throws: ``OptimizerError`` for other text.
  public static func numbers(json: String) throws(OptimizerError) -> [String: Double] {
    do {
      return try JSONDecoder().decode([String: Double].self, from: Data(json.utf8))
    } catch {
      throw OptimizerError(
        .notJSON,
        Report(
          "the optimiser's arguments are not a JSON object of numbers", place: "--optimizer-args", got: json,
          cure: #"write for example '{"learning_rate": 1e-3}'"#))
    }
  }

  /// The value of `learning_rate`.
  public var learningRate: Double { arguments["learning_rate"] ?? 0 }

  /// Replaces one argument.
  /// - Throws: ``OptimizerError`` for an argument that the kind lacks or a value out of range.
  public mutating func set(_ argument: String, to value: Double) throws(OptimizerError) {
    let kind = kind
    guard let known = kind.arguments.first(where: { $0.name == argument }) else {
      throw OptimizerError(
        .unknownArgument,
        Report(
          "\(kind.name) has no such argument", got: argument,
          cure: knownNames(kind.arguments.map(\.name), insteadOf: argument)))
    }
    guard known.allows(value) else {
      throw OptimizerError(
        .badValue, Report("an argument is out of range", place: argument, expected: known.range, got: "\(value)"))
    }
    arguments[argument] = value
  }

  /// Whether it needs the loss of all data several times an update (``makeFullBatch(parameterCount:)``), where the others
  /// make an update for each batch (``make(parameterCount:)``).
  public var isFullBatch: Bool { kind is any FullBatchOptimizerKind.Type }

  /// The optimiser with its state, for a parameter vector of `count` floats; not where ``isFullBatch``.
  public func make(parameterCount count: Int) -> OptimizerState {
    guard let kind = kind as? any BatchOptimizerKind.Type else { fatalError("\(name) makes no updates for batches") }
    return OptimizerState(kind.make(arguments), parameterCount: count)
  }

  /// The optimiser for a parameter vector of `count` floats, where ``isFullBatch``.
  public func makeFullBatch(parameterCount count: Int) -> any FullBatchOptimizer {
    guard let kind = kind as? any FullBatchOptimizerKind.Type else { fatalError("\(name) makes updates for batches") }
    return kind.make(arguments, parameterCount: count)
  }

  /// The name and every argument: `Adam, learning_rate 1e-05, …`.
  public var summary: String {
    ([name] + kind.arguments.map { "\($0.name) \(arguments[$0.name] ?? $0.defaultValue)" })
      .joined(separator: ", ")
  }

  /// Whether two names, however they are written, mean one optimiser.
  public static func areSame(_ a: String, _ b: String) -> Bool {
    guard let first = try? kind(named: a), let second = try? kind(named: b) else { return a == b }
    return first == second
  }

  private var kind: any OptimizerKind.Type {
    guard let kind = Self.kinds.first(where: { $0.name == name }) else { fatalError("no optimiser \(name)") }
    return kind
  }

  /// Other systems' names of the same optimiser.
  private static let otherNames = ["gradientdescent": "sgd", "nag": "nesterov"]

  /// What other systems have besides, and what serves in its place.
  private static let unsupported = [
    "ftrl": "adagrad", "adagradda": "adagrad", "proximaladagrad": "adagrad", "proximalgradientdescent": "sgd",
    "adamax": "adam", "asgd": "sgd", "rprop": "rmsprop", "cg": "lbfgs",
  ]

  private static func kind(named name: String) throws(OptimizerError) -> any OptimizerKind.Type {
    var wanted = name.lowercased()
    if wanted.hasSuffix("optimizer") { wanted.removeLast("optimizer".count) }
    wanted = otherNames[wanted] ?? wanted
    if let instead = unsupported[wanted] {
      throw OptimizerError(.unsupported, Report("not supported", place: "optimizer", got: name, cure: "use \(instead)"))
    }
    guard let kind = kinds.first(where: { $0.name.lowercased() == wanted }) else {
      throw OptimizerError(
        .unknownName,
        Report("no such optimiser", got: name, cure: knownNames(kinds.map { $0.name.lowercased() }, insteadOf: name)))
    }
    return kind
  }
}

extension OptimizerConfiguration {
  private enum CodingKeys: String, CodingKey { case name, arguments }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      container.decode(String.self, forKey: .name),
      container.decodeIfPresent([String: Double].self, forKey: .arguments) ?? [:])
  }
}

/// An optimiser that cannot be made.
public struct OptimizerError: ReportedError {
  /// Why.
  public enum Code: Hashable, Sendable {
    case unknownName, unknownArgument, badValue, notJSON
    /// Another system has it, this one does not.
    case unsupported
  }
  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) {
    self.code = code
    self.report = report
  }
}
