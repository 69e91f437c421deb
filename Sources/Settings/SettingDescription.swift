import Diagnostics

/// All there is to know about a setting, but for where its value is stored: for flags, help, forms and documents.
public struct SettingDescription: Sendable {
  /// In snake case, as in run files: `learning_rate`.
  public let name: String
  public let type: SettingType
  /// The value without one given; nil where one must be given.
  public var defaultValue: SettingValue?
  /// Whether `none` is a value.
  public let isOptional: Bool
  /// What a number counts or measures: `pixels`.
  public let unit: String?
  /// What the setting does, one line that ends with a full stop.
  public let help: String
  /// The heading that lists show it under.
  public let group: String?
  /// When the setting has an effect: `with chunk`; nil for always.
  public let condition: String?
  /// The value in the setting's type; nil where it does not fit.
  let fitted: @Sendable (SettingValue, SettingNotation) -> SettingValue?

  /// The flag of commands: `--learning-rate`.
  public var flag: String { "--" + name.split(separator: "_").joined(separator: "-") }

  /// What fits, in words: `a number above 0, or none`.
  public var expected: String {
    let what = unit.map { "\(type.expected), in \($0)" } ?? type.expected
    return isOptional ? "\(what), or none" : what
  }

  /// What a command's help says of the flag: what it does, what fits, and its default.
  public var flagHelp: String {
    let sentence = help.hasSuffix(".") ? String(help.dropLast()) : help
    let end = condition.map { ", \($0)" } ?? ""
    let defaultValue = defaultValue.map { " (default: \(Self.plain($0)))" } ?? ""
    return type == .flag ? "\(sentence)\(end).\(defaultValue)" : "\(sentence)\(end): \(expected).\(defaultValue)"
  }

  /// A value as people write it: numbers without a needless point.
  private static func plain(_ value: SettingValue) -> String {
    switch value {
    case .number(let number): number.plainText
    case .list(let values): values.map(plain).joined(separator: ",")
    default: value.description
    }
  }

  /// Reads what a flag or a run file says.
  /// - Throws: ``SettingError`` for a value that does not fit.
  public func value(_ text: String) throws(SettingError) -> SettingValue { try fit(.text(text), .plain) }

  /// Takes a value as Swift or JSON have it.
  /// - Throws: ``SettingError`` for a value that does not fit.
  public func value(_ value: SettingValue) throws(SettingError) -> SettingValue { try fit(value, .typed) }

  package func fit(_ value: SettingValue, _ notation: SettingNotation) throws(SettingError) -> SettingValue {
    if isOptional, value == .none || notation == .plain && value.text == "none" { return .none }
    guard let fitted = fitted(value, notation) else { throw misfit(value) }
    return fitted
  }

  func misfit(_ value: SettingValue) -> SettingError {
    var near: String?
    if case .choice(let words) = type, let text = value.text { near = nearestName(to: text, among: words) }
    return SettingError(
      .badValue,
      Report(
        "the value does not fit", place: name, expected: expected, got: value.text == "" ? "nothing" : "\(value)",
        cure: near.map { "did you mean \($0)?" }))
  }
}
