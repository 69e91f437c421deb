import Diagnostics
import Settings

/// A field of a model file.
struct ModelFileField {
  let name: String
  let line: Int?
  let value: YAMLValue
}

extension ModelFileField {
  init(_ field: YAMLValue.Field) { self.init(name: field.name, line: field.line, value: field.value) }
}

extension Configurable {
  /// Sets the values of `fields`; adds wrong values, unknown fields and missing ones to `problems`.
  ///
  /// - Parameters:
  ///   - fields: The fields in order.
  ///   - owner: The place in errors: the keyword of a layer, or a section.
  ///   - others: Names of fields read elsewhere.
  ///   - line: The line of the owner.
  ///   - problems: Collects the problems.
  mutating func set(
    _ fields: [ModelFileField], of owner: String, except others: [String] = [], line: Int?, _ problems: Problems
  ) {
    for field in fields where !others.contains(field.name) {
      do throws(SettingError) {
        try set(field.name, to: Self.setting(named: field.name).fit(SettingValue(field.value), .plain))
      } catch {
        var report = error.report
        report.place = "\(owner), \(field.name)"
        if error.code == .unknownField {
          report = Report(
            "no such field", place: owner, got: field.name,
            cure: knownNames(Self.settingNames + others, insteadOf: field.name))
        }
        problems.add(report, line: field.value.line ?? field.line ?? line)
      }
    }
    for setting in Self.settingDescriptions
    where setting.defaultValue == nil && !fields.contains(where: { $0.name == setting.name }) {
      problems.add(
        Report(
          "a field is missing", place: owner, expected: "\(setting.name), \(setting.expected)",
          cure: "add \(setting.name): …"), line: line)
    }
  }

  /// The changed settings as fields of a model file.
  var fieldTexts: [FieldText] { changedSettings.map { FieldText($0.name, $0.value.flowText) } }
}

extension SettingValue {
  /// Converts a value of a model file; its scalars are texts, but no numbers in quotes.
  init(_ value: YAMLValue) {
    switch value.content {
    case .scalar(let text) where value.isQuoted && !text.isEmpty: self.init(inQuotes: text)
    case .scalar(let text): self = text.isEmpty ? .none : .text(text)
    case .list(let values): self = .list(values.map { SettingValue($0) })
    case .fields(let fields):
      self = .object(Dictionary(fields.map { ($0.name, SettingValue($0.value)) }) { first, _ in first })
    }
  }

  /// The value in a model file, on one line.
  var flowText: String {
    switch self {
    case .list(let values): "[\(values.map(\.flowText).joined(separator: ", "))]"
    case .object(let fields):
      "{\(fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.flowText)" }.joined(separator: ", "))}"
    default: description
    }
  }
}
