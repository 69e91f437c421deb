package import Diagnostics

/// The description of a setting for flags, help, forms and documents.
public struct SettingDescription: Sendable {
  /// In snake case, as in run files: `learning_rate`.
  public let name: String
  /// The type, with the range.
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
  public internal(set) var group: String?
  /// When the setting has an effect: `with chunk`; nil for always.
  public let condition: String?
  /// The names of its flags, without dashes, the first of them shown: `learning-rate`.
  public internal(set) var flagNames: [String]
  /// Flags without a value that stand for one: `gray` for `grey`.
  public internal(set) var shortcuts: [String: SettingValue] = [:]
  /// Whether the flag may be given several times.
  public internal(set) var isRepeatable = false
  /// What `none` means, such as `the model's`; nil where `none` is a value like others.
  public internal(set) var defaultWords: String?
  /// The JSON Schema of a value of a form of its own; nil for that of the type.
  let schema: SettingValue?
  /// The value in the setting's type; nil where it does not fit.
  var fitted: @Sendable (SettingValue, SettingNotation) throws(SettingError) -> SettingValue?

  /// The name as forms show it: `Learning rate`.
  public var label: String {
    let words = name.split { "_-".contains($0) }.map { Self.writtenWords[String($0)] ?? String($0) }
    let text = words.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }

  /// Words of names that are not written in small letters.
  private static let writtenWords = [
    "l1": "L1", "l2": "L2", "hsv": "HSV", "kl": "KL", "rms": "RMS", "mse": "MSE", "sse": "SSE", "bce": "BCE",
    "ssim": "SSIM", "ms": "MS", "vae": "VAE", "tensorboard": "TensorBoard",
  ]

  /// The flag of commands: `--learning-rate`.
  public var flag: String { "--\(flagNames.first ?? name)" }

  /// Whether the flag has no value: a flag that is off by default.
  public var isSwitch: Bool { type == .flag && defaultValue == false }

  /// What fits, in words: `a number above 0, or none`.
  public var expected: String {
    let what = unit.map { "\(type.expected), in \($0)" } ?? type.expected
    return isOptional && defaultWords == nil ? "\(what), or none" : what
  }

  /// What a command's help says of the flag: what it does, what fits, and its default.
  public var flagHelp: String {
    let sentence = help.hasSuffix(".") ? String(help.dropLast()) : help
    let end = condition.map { ", \($0)" } ?? ""
    let words = [
      type.isPlain ? "\(sentence)\(end)." : "\(sentence)\(end): \(expected).",
      isRepeatable ? "May be repeated." : nil,
      (defaultWords ?? defaultValue?.plainText).flatMap { $0.isEmpty ? nil : "(default: \($0))" },
    ]
    return words.compactMap(\.self).joined(separator: " ")
  }

  /// Reads what a flag or a run file says.
  /// - Throws: ``SettingError`` for a value that does not fit.
  public func value(_ text: String) throws(SettingError) -> SettingValue { try fit(.text(text), .plain) }

  /// Takes a value as Swift or JSON have it.
  /// - Throws: ``SettingError`` for a value that does not fit.
  public func value(_ value: SettingValue) throws(SettingError) -> SettingValue { try fit(value, .typed) }

  package func fit(_ value: SettingValue, _ notation: SettingNotation) throws(SettingError) -> SettingValue {
    if isOptional, value == .none || notation == .plain && value.text == "none" { return .none }
    if let fitted = try fitted(value, notation) { return fitted }
    let quoted = notation == .typed ? value.quotingNumbers : value
    if let text = quoted.quotation, (try? fitted(quoted.withoutQuotes, .plain)) != nil {
      throw SettingError(.badValue, Report(quoted: text, place: name, expected: expected))
    }
    throw misfit(value)
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

extension SettingValue {
  /// The value with its quotes where some are; nil for a value without.
  fileprivate var quotation: String? {
    switch self {
    case .quoted(let text): "\"\(text)\""
    case .list(let values) where values.contains { $0.quotation != nil }:
      "[\(values.map { $0.quotation ?? "\($0)" }.joined(separator: ", "))]"
    case .object(let values) where values.values.contains { $0.quotation != nil }:
      "{\(values.sorted { $0.key < $1.key }.map { "\($0): \($1.quotation ?? "\($1)")" }.joined(separator: ", "))}"
    default: nil
    }
  }

  /// The value with `change` applied to its texts.
  private func changingTexts(_ change: (String) -> SettingValue) -> SettingValue {
    switch self {
    case .text(let text), .quoted(let text): change(text)
    case .list(let values): .list(values.map { $0.changingTexts(change) })
    case .object(let values): .object(values.mapValues { $0.changingTexts(change) })
    default: self
    }
  }

  /// The value of JSON with its texts in quotes.
  fileprivate var quotingNumbers: SettingValue { changingTexts { SettingValue(inQuotes: $0) } }

  /// The value of a YAML file without its quotes.
  fileprivate var withoutQuotes: SettingValue { changingTexts { .text($0) } }
}

extension Report {
  /// A number or a flag in quotes where one without is expected; `text` has its quotes.
  package init(quoted text: String, place: String, expected: String) {
    self.init(
      "the value is text in quotes", place: place, expected: expected, got: text, cure: "leave out the quotes")
  }
}
