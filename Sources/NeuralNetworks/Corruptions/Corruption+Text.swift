internal import Diagnostics
public import Settings

extension Corruption: CustomStringConvertible {
  /// The notation of flags: `gaussian=0.5,clip=true + masking=0.2`, or `none`.
  public var description: String {
    let all = fields.map { $0.map { "\($0.name)=\($0.value)" }.joined(separator: ",") }
    return all.isEmpty ? "none" : all.joined(separator: " + ")
  }

  /// The corruptions in order, each as its fields in the order of writing.
  public var fields: [[(name: String, value: SettingValue)]] { steps.map(\.keyedFields) }

  /// One corruption from its fields: `["gaussian": "0.5", "clip": "true"]`.
  /// - Throws: `SettingError` for unknown or missing names, and values out of range.
  public init(fields: [String: SettingValue]) throws(SettingError) {
    self.init(steps: [try Self.kinds.keyed(fields, .plain)])
  }

  /// Reads one corruption of a run file.
  /// - Throws: `SettingError` with file, line and field.
  package init(_ section: YAMLSection) throws {
    self.init(steps: [try Self.kinds.readKeyed(section)])
  }

  /// Parses a flag: `none`, `masking=0.3`, several joined by ` + `, or JSON: `{"masking": 0.3}` or a list of such.
  /// - Throws: `SettingError`.
  public init(_ text: String) throws(SettingError) {
    let text = text.trimmed
    if text == "none" {
      self = .none
    } else if text.hasPrefix("{") || text.hasPrefix("[") {
      guard let value = SettingValue(json: text) else { throw Self.notReadable(text) }
      self = try Corruption(value)
    } else {
      var steps: [any CorruptionKind] = []
      for part in text.split(separator: " + ", omittingEmptySubsequences: false) {
        guard let fields = SettingValue.fields(of: String(part)) else { throw Self.notReadable(text) }
        steps.append(try Self.kinds.keyed(fields, .plain))
      }
      self.init(steps: steps)
    }
  }

  /// Reads a value of a run file or JSON: the text of a flag, the fields of one corruption, or a list of such.
  /// - Throws: `SettingError`.
  public init(_ value: SettingValue) throws(SettingError) {
    switch value {
    case .text(let text) where !text.hasPrefix("{") && !text.hasPrefix("["): try self.init(text)
    case .object(let fields):
      // No corruption has a list-valued setting.
      self.init(steps: [try Self.kinds.keyed(fields.mapValues { $0.list == nil ? $0 : "several values" }, .plain)])
    case .list(let values):
      var all: [Corruption] = []
      for value in values { all.append(try Corruption(value)) }
      self.init(all)
    default: throw Self.notReadable("\(value)")
    }
  }

  private static func notReadable(_ text: String) -> SettingError {
    SettingError(
      .notReadable,
      Report(
        "not a corruption", place: "corruption", got: text,
        cure: #"write for example masking=0.3, or '[{"gaussian": 0.5, "clip": true}, {"masking": 0.2}]'"#))
  }
}

extension Corruption {
  /// The fields of one corruption, or a list of such.
  package var settingValue: SettingValue {
    let all = steps.map { SettingValue.object($0.keyedObject) }
    return all.count == 1 ? all[0] : .list(all)
  }
}

extension Corruption: Codable {
  /// From the text of a flag, one corruption's fields, or a list of such.
  public init(from decoder: any Decoder) throws { try self.init(SettingValue(from: decoder)) }

  public func encode(to encoder: any Encoder) throws { try settingValue.encode(to: encoder) }
}
