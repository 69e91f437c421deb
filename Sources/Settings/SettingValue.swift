/// The value of a setting, whatever it came from and whatever it is for.
public indirect enum SettingValue: Hashable, Sendable {
  case none
  case flag(Bool)
  case integer(Int128)
  case number(Double)
  case text(String)
  /// Text of a YAML file that would be a number or a flag without its quotes.
  case quoted(String)
  case list([SettingValue])
  case object([String: SettingValue])
}

extension SettingValue {
  /// The value of a flag.
  public var flag: Bool? {
    if case .flag(let flag) = self { flag } else { nil }
  }

  /// The value as an integer of the type wanted: an integer, or a number without a fraction, where it fits.
  public func integer<Integer: FixedWidthInteger>(as type: Integer.Type = Int.self) -> Integer? {
    switch self {
    case .integer(let integer): Integer(exactly: integer)
    case .number(let number): Integer(exactly: number)
    default: nil
    }
  }

  /// The value as a number; that of a list of one as well.
  public var number: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    case .list(let values) where values.count == 1: values[0].number
    default: nil
    }
  }

  /// The values of a list as numbers; a number is a list of one.
  public var numbers: [Double]? {
    let values = list ?? [self]
    let numbers = values.compactMap(\.number)
    return numbers.count == values.count ? numbers : nil
  }

  /// The value of a text.
  public var text: String? {
    switch self {
    case .text(let text), .quoted(let text): text
    default: nil
    }
  }

  /// The values of a list.
  public var list: [SettingValue]? {
    if case .list(let values) = self { values } else { nil }
  }

  /// The values of an object, by name.
  public var object: [String: SettingValue]? {
    if case .object(let values) = self { values } else { nil }
  }
}

extension SettingValue {
  /// The text `text` of a YAML file, which stands in quotes.
  package init(inQuotes text: String) {
    let word = text.trimmed
    self = Double(word) == nil && Bool(word) == nil ? .text(text) : .quoted(text)
  }

  /// The value as a number, or what text without types says: `0.5`.
  package var writtenNumber: Double? {
    if case .text(let text) = self { Double(text) } else { number }
  }
}

extension SettingValue: CustomStringConvertible {
  /// The value as run files and names of runs write it: `0.5`, `true`, `50.0,85.0`, `none`; an object as JSON.
  public var description: String {
    switch self {
    case .none: "none"
    case .flag(let flag): "\(flag)"
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .text(let text), .quoted(let text): text
    case .list(let values): values.map(\.description).joined(separator: ",")
    case .object: json
    }
  }
}

extension SettingValue {
  /// The value as people write it: numbers without a needless point.
  package var plainText: String {
    switch self {
    case .number(let number): number.plainText
    case .list(let values): values.map(\.plainText).joined(separator: ",")
    default: description
    }
  }
}

extension SettingValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral value: Bool) { self = .flag(value) }
  public init(integerLiteral value: Int) { self = .integer(Int128(value)) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(arrayLiteral elements: SettingValue...) { self = .list(elements) }
  public init(dictionaryLiteral elements: (String, SettingValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
