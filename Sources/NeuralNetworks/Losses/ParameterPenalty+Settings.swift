internal import Diagnostics
public import Settings

/// The settings of a penalty: `{l2: 1e-4, parameters: [encoder]}`.
protocol PenaltySettings: NamedKind, Sendable {
  static var kind: ParameterPenalty.Kind { get }
  var factor: Double { get set }
  var parameters: [String] { get set }
}

extension PenaltySettings {
  static var name: String { kind.rawValue }
  static var settingsOwner: String { "the penalty \(name)" }
  static var settings: [Setting<Self>] {
    [
      Setting.number(name, \.factor, in: .positive, help: "The factor of \(summary).").required,
      .list(
        "parameters", \.parameters, help: "Names of parameters or of whole layers; empty for all weights."),
    ]
  }
}

private struct L2Settings: PenaltySettings {
  static let kind = ParameterPenalty.Kind.l2
  static let summary = "half the sum of the squares"
  var factor = 0.0
  var parameters: [String] = []
}

private struct L1Settings: PenaltySettings {
  static let kind = ParameterPenalty.Kind.l1
  static let summary = "the sum of the absolute values"
  var factor = 0.0
  var parameters: [String] = []
}

extension ParameterPenalty {
  /// The kinds of penalties; run files name one by its factor.
  static let kinds = Kinds<any PenaltySettings.Type>("penalty", [L2Settings.self, L1Settings.self])

  /// Creates a penalty from its fields: `l1` or `l2` with the factor, and `parameters`.
  /// - Throws: `SettingError` for unknown names and values out of range.
  public init(fields: [String: SettingValue], _ notation: SettingNotation = .typed) throws(SettingError) {
    let settings: any PenaltySettings = try Self.kinds.keyed(fields, notation)
    (kind, factor, parameters) = (type(of: settings).kind, settings.factor, settings.parameters)
  }

  /// Reads one penalty of a run file.
  /// - Throws: `SettingError` with file, line and field.
  package init(_ section: YAMLSection) throws {
    let settings: any PenaltySettings = try Self.kinds.readKeyed(section)
    (kind, factor, parameters) = (type(of: settings).kind, settings.factor, settings.parameters)
  }

  /// The fields for a run file, in the order of writing.
  public var fields: [(name: String, value: SettingValue)] {
    [(kind.rawValue, .number(factor))]
      + (parameters.isEmpty ? [] : [("parameters", .list(parameters.map { .text($0) }))])
  }

  /// Parses the penalties of a flag: `l2=1e-4`, `l1=1e-5:encoder,decoder.weight`, or JSON: an object `{"l2": 1e-4,
  /// "parameters": ["encoder"]}` or a list of such.
  /// - Throws: `SettingError`.
  public static func list(_ text: String) throws(SettingError) -> [ParameterPenalty] {
    let text = text.trimmed
    guard text.hasPrefix("{") || text.hasPrefix("[") else { return [try ParameterPenalty(flag: text)] }
    guard let value = SettingValue(json: text) else { throw notReadable(text) }
    return try list(value)
  }

  /// The penalties of a run file, of JSON or of flags: the fields of one, the text of a flag, or a list of such.
  /// - Throws: `SettingError`.
  package static func list(_ value: SettingValue) throws(SettingError) -> [ParameterPenalty] {
    switch value {
    case .text(let text): return try list(text)
    case .object(let fields): return [try ParameterPenalty(fields: fields)]
    case .list(let entries):
      var penalties: [ParameterPenalty] = []
      for entry in entries { penalties += try list(entry) }
      return penalties
    default: throw notReadable("\(value)")
    }
  }

  private init(flag text: String) throws(SettingError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard var fields = SettingValue.fields(of: String(parts[0])), fields.count == 1,
      parts.count == 1 || !parts[1].isEmpty
    else { throw Self.notReadable(text) }
    if parts.count == 2 { fields["parameters"] = .text(String(parts[1])) }
    try self.init(fields: fields, .plain)
  }

  private static func notReadable(_ text: String) -> SettingError {
    SettingError(
      .notReadable,
      Report(
        "not a penalty", place: "penalties", got: text,
        cure: #"write for example l2=1e-4, l1=1e-5:encoder, or '{"l2": 1e-4, "parameters": ["encoder"]}'"#))
  }
}

extension ParameterPenalty: CustomStringConvertible {
  /// The notation of flags: `l2=0.0001`, or `l1=1e-05:encoder,decoder.weight`.
  public var description: String {
    "\(kind.rawValue)=\(factor)" + (parameters.isEmpty ? "" : ":" + parameters.joined(separator: ","))
  }
}

extension ParameterPenalty: Codable {
  public init(from decoder: any Decoder) throws { try self.init(fields: SettingValue(from: decoder).object ?? [:]) }

  public func encode(to encoder: any Encoder) throws { try settingValue.encode(to: encoder) }

  /// The fields, as run files have them.
  package var settingValue: SettingValue {
    .object(Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.value) }))
  }
}
