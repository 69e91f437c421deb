package import Yams

extension SettingValue {
  /// What a node of a YAML file says; its scalars are texts, whatever they look like, but no numbers in quotes.
  init(written node: Node) {
    switch node {
    case .scalar(let scalar):
      if scalar.isQuoted {
        self.init(inQuotes: scalar.string)
      } else {
        let isNone = scalar.style == .plain && ["null", "~", ""].contains(scalar.string)
        self = isNone ? .none : .text(scalar.string)
      }
    case .sequence(let sequence): self = .list(sequence.map { SettingValue(written: $0) })
    case .mapping(let mapping):
      self = .object(
        Dictionary(mapping.map { ($0.key.string ?? "", SettingValue(written: $0.value)) }) { _, last in last })
    case .alias: self = .none
    }
  }
}

extension Node.Scalar {
  /// Whether it is text whatever it looks like.
  var isQuoted: Bool { ![.any, .plain].contains(style) }
}

extension Node {
  /// The node as a file of a run is read: quotes of numbers and flags are ignored.
  ///
  /// Earlier versions took a number in quotes for a number, and what their runs hold stays readable.
  package var ignoringQuotesOfNumbers: Node {
    switch self {
    case .scalar(var scalar):
      if scalar.isQuoted, case .quoted = SettingValue(inQuotes: scalar.string) { scalar.style = .plain }
      return .scalar(scalar)
    case .sequence(let list):
      return .sequence(
        Node.Sequence(list.map(\.ignoringQuotesOfNumbers), list.tag, list.style, list.mark, list.anchor))
    case .mapping(let fields):
      return .mapping(
        Node.Mapping(
          fields.map { ($0.key, $0.value.ignoringQuotesOfNumbers) }, fields.tag, fields.style, fields.mark,
          fields.anchor))
    case .alias:
      return self
    }
  }
}
