import Autoencoders
import Diagnostics
import Foundation
import Yams

/// The fields of one mapping of a YAML file, read with errors that name file, line and field.
struct YAMLSection {
  private let mapping: Node.Mapping
  private let place: String

  init(_ mapping: Node.Mapping, place: String) {
    self.mapping = mapping
    self.place = place
  }

  /// Refuses every field but `names`.
  func allow(_ names: [String]) throws(RunFileError) {
    for (key, _) in mapping {
      let name = key.string ?? ""
      guard names.contains(name) else {
        throw RunFileError(
          .unknownField,
          Report("no such field", place: place(of: key), got: name, cure: knownNames(names, insteadOf: name)))
      }
    }
  }

  func section(_ name: String) throws(RunFileError) -> YAMLSection? {
    guard let node = mapping[name] else { return nil }
    guard let inner = node.mapping else {
      throw bad(node, name, expected: "fields below it")
    }
    return YAMLSection(inner, place: place)
  }

  func text(_ name: String) throws(RunFileError) -> String? {
    guard let node = mapping[name] else { return nil }
    guard let text = node.scalar?.string else { throw bad(node, name, expected: "a text") }
    return text
  }

  func flag(_ name: String) throws(RunFileError) -> Bool? {
    guard let node = mapping[name] else { return nil }
    guard let flag = node.scalar.flatMap({ Bool($0.string) }) else { throw bad(node, name, expected: "true or false") }
    return flag
  }

  /// A list of texts, or one.
  func texts(_ name: String) throws(RunFileError) -> [String]? {
    guard let node = mapping[name] else { return nil }
    if let text = node.scalar?.string { return [text] }
    guard let texts = node.sequence?.map({ $0.scalar?.string }), !texts.contains(nil) else {
      throw bad(node, name, expected: "a list of texts")
    }
    return texts.compactMap(\.self)
  }

  /// All fields but `names`, each a list of texts or one.
  func lists(except names: [String]) throws(RunFileError) -> [String: [String]] {
    var lists: [String: [String]] = [:]
    for (key, _) in mapping {
      guard let name = key.string, !names.contains(name) else { continue }
      lists[name] = try texts(name)
    }
    return lists
  }

  func whole<Number: FixedWidthInteger>(_ name: String, as type: Number.Type) throws(RunFileError) -> Number? {
    guard let node = mapping[name] else { return nil }
    guard let number = node.scalar.flatMap({ Number($0.string) }) else {
      throw bad(node, name, expected: Number.isSigned ? "a whole number" : "a whole number from 0")
    }
    return number
  }

  func number(_ name: String) throws(RunFileError) -> Double? {
    guard let node = mapping[name] else { return nil }
    guard let number = node.scalar.flatMap({ Double($0.string) }) else { throw bad(node, name, expected: "a number") }
    return number
  }

  /// All fields but `names`, as numbers.
  func numbers(except names: [String]) throws(RunFileError) -> [String: Double] {
    var numbers: [String: Double] = [:]
    for (key, _) in mapping {
      guard let name = key.string, !names.contains(name) else { continue }
      numbers[name] = try number(name)
    }
    return numbers
  }

  /// All fields, as they are written.
  func texts() throws(RunFileError) -> [String: String] {
    var texts: [String: String] = [:]
    for (key, _) in mapping {
      guard let name = key.string else { continue }
      texts[name] = try text(name)
    }
    return texts
  }

  /// All fields but `names`, each as what it looks like.
  func scalars(except names: [String]) throws(RunFileError) -> [String: ModelField] {
    var fields: [String: ModelField] = [:]
    for (key, node) in mapping {
      guard let name = key.string, !names.contains(name) else { continue }
      guard let scalar = node.scalar else { throw bad(node, name, expected: "a single value") }
      if let whole = Int(scalar.string) {
        fields[name] = .whole(whole)
      } else if let number = Double(scalar.string) {
        fields[name] = .number(number)
      } else if let flag = Bool(scalar.string) {
        fields[name] = .flag(flag)
      } else {
        fields[name] = .text(scalar.string)
      }
    }
    return fields
  }

  /// What `body` makes of the field `name`; its error gains the file and the line.
  func locating<R>(_ name: String, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as any ReportedError {
      var report = error.report
      let here = mapping[name].map(place(of:)) ?? place
      report.place = "\(here), \(report.place ?? name)"
      throw RunFileError(.badValue, report)
    }
  }

  private func bad(_ node: Node, _ name: String, expected: String) -> RunFileError {
    RunFileError(
      .badValue,
      Report(
        "a field has a value that does not fit", place: "\(place(of: node)), \(name)", expected: expected,
        got: node.scalar?.string ?? "several values"))
  }

  private func place(of node: Node) -> String {
    node.mark.map { "\(place):\($0.line)" } ?? place
  }
}
