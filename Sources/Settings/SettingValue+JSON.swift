import Foundation

extension SettingValue: Codable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: Name.self) {
      var values: [String: SettingValue] = [:]
      for key in object.allKeys { values[key.stringValue] = try object.decode(SettingValue.self, forKey: key) }
      self = .object(values)
      return
    }
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .none
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(Int128(integer))
    } else if let integer = try? container.decode(UInt64.self) {
      self = .integer(Int128(integer))
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([SettingValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    if case .object(let values) = self {
      var container = encoder.container(keyedBy: Name.self)
      for (name, value) in values { try container.encode(value, forKey: Name(stringValue: name)) }
      return
    }
    var container = encoder.singleValueContainer()
    switch self {
    case .none, .object: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .integer(let integer):
      if let small = Int(exactly: integer) {
        try container.encode(small)
      } else {
        try container.encode(UInt64(clamping: integer))
      }
    case .number(let number): try container.encode(number)
    case .text(let text), .quoted(let text): try container.encode(text)
    case .list(let values): try container.encode(values)
    }
  }
}

extension SettingValue {
  /// Reads `text` as JSON; nil for other text.
  public init?(json text: String) {
    guard let value = try? JSONDecoder().decode(SettingValue.self, from: Data(text.utf8)) else { return nil }
    self = value
  }

  /// The value as JSON on one line, the names of an object sorted.
  public var json: String { json(isIndented: false) }

  /// The value as JSON, the names of an object sorted; numbers that are not finite are written as null.
  public func json(isIndented: Bool) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
    guard let data = try? encoder.encode(withoutInfinities) else { fatalError("a setting's value is not JSON") }
    return String(decoding: data, as: UTF8.self)
  }

  private var withoutInfinities: SettingValue {
    switch self {
    case .number(let number): number.isFinite ? self : .none
    case .list(let values): .list(values.map(\.withoutInfinities))
    case .object(let values): .object(values.mapValues(\.withoutInfinities))
    case .none, .flag, .integer, .text, .quoted: self
    }
  }
}
