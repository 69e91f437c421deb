/// One of several kinds with its settings, as run files and checkpoints hold it: a name and a value for each setting.
public protocol ChosenKind: Hashable, Codable, Sendable {
  /// The kind with its settings.
  var chosen: any NamedKind { get }

  /// The kind called `name`, in any letter case, with `arguments` instead of its defaults.
  /// - Throws: ``SettingError`` for an unknown name or argument and for a value out of range.
  init(_ name: String, _ arguments: [String: SettingValue]) throws(SettingError)
}

extension ChosenKind {
  /// The name of the kind, as run files have it.
  public var name: String { type(of: chosen).name }

  /// A value for every setting of the kind; integers are numbers, as run files write them.
  public var arguments: [String: SettingValue] {
    Dictionary(uniqueKeysWithValues: orderedArguments.map { ($0.name, $0.value) })
  }

  /// The name and every argument: `step, step 33.0, gamma 0.1, warmup_epochs 0.0`.
  public var summary: String {
    ([name] + orderedArguments.map { "\($0.name) \($0.value)" }).joined(separator: ", ")
  }

  private var orderedArguments: [(name: String, value: SettingValue)] {
    chosen.settingValues.map { name, value in
      if case .integer(let integer) = value { (name, .number(Double(integer))) } else { (name, value) }
    }
  }

  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.arguments == b.arguments }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(arguments)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: ChosenKindKey.self)
    try self.init(
      container.decode(String.self, forKey: .name),
      container.decodeIfPresent([String: SettingValue].self, forKey: .arguments) ?? [:])
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: ChosenKindKey.self)
    try container.encode(name, forKey: .name)
    try container.encode(arguments, forKey: .arguments)
  }
}

private enum ChosenKindKey: String, CodingKey { case name, arguments }
