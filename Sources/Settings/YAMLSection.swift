import Diagnostics
import Foundation
package import Yams

/// The fields of one mapping of a YAML file, read with errors that name file, line and field.
package struct YAMLSection {
  private let mapping: Node.Mapping
  /// The file.
  package let place: String
  /// The field whose fields these are; nil for those of the file.
  let name: String?

  /// The fields of `mapping`, which came from the file `place`.
  package init(_ mapping: Node.Mapping, place: String, name: String? = nil) {
    (self.mapping, self.place, self.name) = (mapping, place, name)
  }

  /// The names of all fields.
  package var names: [String] { mapping.compactMap { $0.key.string } }

  /// Refuses every field but `names`.
  package func allow(_ names: [String]) throws(SettingError) {
    for (key, _) in mapping {
      let name = key.string ?? ""
      guard names.contains(name) else {
        throw SettingError(
          .unknownField,
          Report(
            "no such field", place: self.name.map { "\(place(of: key)), \($0)" } ?? place(of: key), got: name,
            cure: knownNames(names, insteadOf: name)))
      }
    }
  }

  /// The fields below the field `name`.
  package func section(_ name: String) throws(SettingError) -> YAMLSection? {
    guard let node = mapping[name] else { return nil }
    guard let inner = node.mapping else {
      throw bad(node, name, expected: "fields below it")
    }
    return YAMLSection(inner, place: place, name: name)
  }

  /// The fields below the field `name`, or those of each entry of its list.
  package func sections(_ name: String) throws(SettingError) -> [YAMLSection]? {
    guard let node = mapping[name] else { return nil }
    guard let entries = node.mapping.map({ [$0] }) ?? node.sequence?.compactMap(\.mapping),
      entries.count == node.sequence?.count ?? 1
    else { throw bad(node, name, expected: "fields below it, or a list of such") }
    return entries.map { YAMLSection($0, place: place, name: name) }
  }

  /// The value of the field `name` if it is a single one.
  package func scalar(_ name: String) -> String? { mapping[name]?.scalar?.string }

  /// A single value, as it is written.
  package func text(_ name: String) throws(SettingError) -> String? {
    guard let node = mapping[name] else { return nil }
    guard let text = node.scalar?.string else { throw bad(node, name, expected: "a text") }
    return text
  }

  /// The value of the field `name` as text without types, or in quotes; nil where there is no such field.
  ///
  /// - Throws: ``SettingError`` unless there is a single one.
  package func single(_ name: String) throws(SettingError) -> SettingValue? {
    guard let text = try text(name) else { return nil }
    return mapping[name]?.scalar?.isQuoted == true ? SettingValue(inQuotes: text) : .text(text)
  }

  /// All fields but `names`, as they are written.
  package func texts(except names: [String] = []) throws(SettingError) -> [String: String] {
    var texts: [String: String] = [:]
    for (key, _) in mapping {
      guard let name = key.string, !names.contains(name) else { continue }
      texts[name] = try text(name)
    }
    return texts
  }

  /// What `body` makes of the field `name`, the name of a kind; its error names the section, which says of what.
  package func locatingKind<R>(_ name: String = "name", _ body: () throws -> R) throws -> R {
    try locating(name, as: self.name ?? name, body)
  }

  /// What `body` makes of the field `name`; its error gains the file, the line and the field, or what it is called.
  package func locating<R>(_ name: String, as title: String? = nil, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as any ReportedError {
      var report = error.report
      let here = mapping[name].map(place(of:)) ?? place
      report.place = "\(here), \(report.place ?? title ?? name)"
      throw SettingError(.badValue, report)
    }
  }

  /// What the field `name` says, without types, and where; nil where there is no such field.
  func written(_ name: String) -> (value: SettingValue, place: String)? {
    mapping[name].map { (SettingValue(written: $0), place(of: $0)) }
  }

  private func bad(_ node: Node, _ name: String, expected: String) -> SettingError {
    SettingError(
      .badValue,
      Report(
        "a field has a value that does not fit", place: "\(place(of: node)), \(name)", expected: expected,
        got: node.scalar.map { $0.isQuoted ? "\"\($0.string)\"" : $0.string } ?? "several values"))
  }

  private func place(of node: Node) -> String {
    node.mark.map { "\(place):\($0.line)" } ?? place
  }

  /// An integer.
  package func whole<Number: FixedWidthInteger>(_ name: String, as type: Number.Type) throws(SettingError) -> Number? {
    guard let node = mapping[name] else { return nil }
    let expected = Number.isSigned ? "an integer" : "an integer of at least 0"
    guard let scalar = node.scalar, let number = Number(scalar.string) else {
      throw bad(node, name, expected: expected)
    }
    guard !scalar.isQuoted else {
      throw SettingError(
        .badValue, Report(quoted: "\"\(scalar.string)\"", place: "\(place(of: node)), \(name)", expected: expected))
    }
    return number
  }
}
