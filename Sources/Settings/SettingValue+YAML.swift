import Yams

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
