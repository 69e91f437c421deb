import Yams

/// A value of a YAML file, with the line it stands on.
package struct YAMLValue: Sendable {
  /// What a value may be.
  package enum Content: Sendable {
    /// A single value, as it is written, without its quotes; empty for none.
    case scalar(String)
    case list([YAMLValue])
    /// Fields in their order.
    case fields([Field])
  }

  /// A name with its value.
  package struct Field: Sendable {
    package let name: String
    /// The line of the name, from 1.
    package let line: Int?
    package let value: YAMLValue
  }

  package let content: Content
  /// From 1.
  package let line: Int?
  /// Whether a single value stands in quotes: it is text whatever it looks like.
  package let isQuoted: Bool

  package init(_ content: Content, line: Int? = nil) {
    (self.content, self.line, isQuoted) = (content, line, false)
  }

  /// What `text`, which came from the file `path`, says; nil where it says nothing.
  /// - Throws: ``SettingError`` for what is not YAML.
  package init?(yaml text: String, path: String) throws(SettingError) {
    guard let node = try Node(yaml: text, path: path) else { return nil }
    self.init(node)
  }

  /// The same for `text` that a run holds: quotes of numbers and flags are ignored.
  /// - Throws: ``SettingError`` for what is not YAML.
  package init?(stored text: String, path: String) throws(SettingError) {
    guard let node = try Node(yaml: text, path: path) else { return nil }
    self.init(node.ignoringQuotesOfNumbers)
  }

  private init(_ node: Node) {
    line = node.mark?.line
    isQuoted = node.scalar?.isQuoted ?? false
    switch node {
    case .mapping(let mapping):
      content = .fields(
        mapping.map { Field(name: $0.key.string ?? "", line: $0.key.mark?.line, value: YAMLValue($0.value)) })
    case .sequence(let sequence):
      content = .list(sequence.map { YAMLValue($0) })
    case .scalar(let scalar):
      let isNone = ["null", "~"].contains(scalar.string) && scalar.style == .plain
      content = .scalar(isNone ? "" : scalar.string)
    case .alias:
      content = .scalar("")
    }
  }

  /// A single value, nil for a list or fields.
  package var scalar: String? {
    if case .scalar(let text) = content { text } else { nil }
  }

  /// A single value as it is written, with its quotes, for errors.
  package var written: String { scalar.map { isQuoted ? "\"\($0)\"" : $0 } ?? "several values" }

  /// A list's values, nil for anything else.
  package var list: [YAMLValue]? {
    if case .list(let values) = content { values } else { nil }
  }

  /// Fields, nil for anything else.
  package var fields: [Field]? {
    if case .fields(let fields) = content { fields } else { nil }
  }
}
