import Foundation
import Hourglass
import Web

/// A value of a run file as it will be written, or several for a sweep.
struct WrittenSetting: Hashable, Sendable {
  /// The name in its section.
  var name: String
  /// The texts of the values; several for a sweep.
  var values: [String]
  /// Whether the values are those of a sweep.
  var isSweep = false
}

/// Why a value does not fit: one sentence.
struct Misfit: Error { let message: String }

extension WrittenSetting {
  /// The setting with what `json` gives it; nil for nothing.
  ///
  /// - Parameters:
  ///   - setting: The declaration.
  ///   - json: JSON, or a text as one types it; a list such as `[0.1, 0.01]` is a sweep where that is allowed.
  ///   - isSwept: Whether a sweep is allowed.
  ///   - path: The field in errors.
  /// - Throws: `Misfit` with what fits.
  init?(_ setting: SettingDescription, _ json: JSONValue, isSwept: Bool) throws(Misfit) {
    let given = json.setting
    if given == .none { return nil }
    let text = given.text?.trimmingCharacters(in: .whitespacesAndNewlines)
    if text?.isEmpty == true { return nil }
    var elements = given.list ?? text.flatMap(Self.listed)
    if setting.isListOfValues {
      // A list of lists is a sweep; a list is one value, however it is written.
      let lists = elements?.filter { ($0.list ?? $0.text.flatMap(Self.listed)) != nil }
      guard let all = elements, let lists, lists.count == all.count, !all.isEmpty else {
        let value = elements.map { SettingValue.text($0.map(\.typed).joined(separator: ",")) } ?? given
        self.init(name: setting.name, values: [try Self.checked(setting, value)])
        return
      }
      elements = lists.map { list in
        .text((list.list ?? list.text.flatMap(Self.listed) ?? []).map(\.typed).joined(separator: ","))
      }
    }
    guard let elements, isSwept else {
      do throws(Misfit) {
        self.init(name: setting.name, values: [try Self.checked(setting, text.map { .text($0) } ?? given)])
      } catch {
        guard isSwept, let text, text.contains(","), !text.hasPrefix("[") else { throw error }
        throw Misfit(message: "\(error.message); for a run with each value, write [\(text)]")
      }
      return
    }
    guard !elements.isEmpty else { throw Misfit(message: "expected at least one value, got []") }
    var values: [String] = []
    for element in elements { values.append(try Self.checked(setting, element)) }
    self.init(name: setting.name, values: values, isSweep: true)
  }

  /// The text of a value that fits.
  private static func checked(_ setting: SettingDescription, _ value: SettingValue) throws(Misfit) -> String {
    do throws(SettingError) {
      let fitted = if let text = value.text { try setting.value(text) } else { try setting.value(value) }
      // What was typed stays as it was: 1e-3 is not written 0.001.
      guard let text = value.text, setting.keepsNotation else { return fitted.typed }
      return text
    } catch {
      throw Misfit(message: error.report.sentence)
    }
  }

  /// The elements of a list such as `[0.1, 0.01]`, nil for text of another form.
  ///
  /// Commas within brackets do not count.
  static func listed(_ text: String) -> [SettingValue]? {
    guard text.hasPrefix("["), text.hasSuffix("]"), text.count > 1 else { return nil }
    if let list = SettingValue(json: text)?.list { return list }
    var elements = [""]
    var depth = 0
    for letter in text.dropFirst().dropLast() {
      if "[{".contains(letter) { depth += 1 }
      if "]}".contains(letter) { depth -= 1 }
      if letter == ",", depth == 0 { elements.append("") } else { elements[elements.count - 1].append(letter) }
    }
    let trimmed = elements.map { $0.trimmingCharacters(in: .whitespaces) }
    return trimmed == [""] ? [] : trimmed.map { .text($0) }
  }
}

extension SettingDescription {
  /// Whether one value is a list.
  fileprivate var isListOfValues: Bool {
    if case .list = type { true } else { false }
  }

  /// Whether text that fits is written as it was typed.
  fileprivate var keepsNotation: Bool {
    switch type {
    case .integer, .number, .list, .text, .path, .json: true
    case .flag, .choice: false
    }
  }
}

extension Report {
  /// The report without its place, for a field that says where.
  var sentence: String {
    var report = self
    report.place = nil
    return report.what == "the value does not fit" && report.expected != nil
      ? "expected \(report.expected ?? ""), got \(report.got ?? "nothing")\(report.cure.map { "; \($0)" } ?? "")"
      : report.description
  }
}

extension JSONValue {
  /// The value as the library reads it.
  var setting: SettingValue {
    switch self {
    case .null: .none
    case .boolean(let flag): .flag(flag)
    case .integer(let number): .integer(Int128(number))
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .array(let values): .list(values.map(\.setting))
    case .object(let fields): .object(fields.mapValues(\.setting))
    }
  }
}

extension SettingValue {
  /// The value as one types it: integers without a point.
  var typed: String {
    switch self {
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
    case .list(let values): values.map(\.typed).joined(separator: ",")
    default: description
    }
  }
}
