import ImageShapes
import NeuralNetworks
import Settings
import Tensors

/// A field of a model file as text.
struct FieldText: Hashable, Sendable {
  let name: String
  let text: String

  /// `name: value`.
  init(_ name: String, _ value: some CustomStringConvertible) {
    self.name = name
    text = value.description
  }
}

extension NetworkDescription {
  /// The network as the text of a model file.
  public var yaml: String {
    var lines = ["name: \(name)"]
    if let image { lines.append("image: \(image.dimensions)") }
    if let pixels { lines.append("pixels: \(pixels)") }
    for (part, layers) in [("encoder", encoder), ("decoder", decoder)] {
      lines.append("\(part):")
      lines += layers.map { "  - \($0.yaml)" }
    }
    func section(_ name: String, _ fields: [FieldText]) {
      if !fields.isEmpty { lines.append("\(name): \(Self.braced(fields))") }
    }
    section("loss", loss.sorted { $0.key < $1.key }.map { FieldText($0.key, $0.value) })
    section("penalties", penalties.fieldTexts)
    let corruptions = corruption.fields.map { Self.braced($0.map { FieldText($0.name, $0.value) }) }
    if !corruptions.isEmpty { lines.append("corruption: [\(corruptions.joined(separator: ", "))]") }
    return lines.joined(separator: "\n") + "\n"
  }

  fileprivate static func braced(_ fields: [FieldText]) -> String {
    "{" + fields.map { "\($0.name): \($0.text)" }.joined(separator: ", ") + "}"
  }
}

extension LayerDescription {
  /// The layer as an item of a model file's list.
  fileprivate var yaml: String {
    let fields = kind.fieldTexts + (name.map { [FieldText("name", $0)] } ?? [])
    return fields.isEmpty ? kind.keyword : "\(kind.keyword): \(NetworkDescription.braced(fields))"
  }
}
