internal import Diagnostics
internal import Foundation
public import Settings

extension Augmentations: CustomStringConvertible {
  /// The text of flags and run files: `flip=lr + rotation=10`, in the order in which they are applied, or `none`.
  public var description: String {
    isEmpty ? "none" : fields.map { "\($0.name)=\($0.value)" }.joined(separator: " + ")
  }

  /// The augmentations that are on, by name and value, in the order in which they are applied.
  public var fields: [(name: String, value: String)] { changedSettings.map { ($0.name, $0.value.plainText) } }

  /// Reads the text of a flag: `none`, `flip=lr`, several joined by ` + `, or JSON:
  /// `{"flip": "lr", "hsv": [0.02, 0.04, 0.06]}`.
  /// - Throws: `SettingError`.
  public init(_ text: String) throws(SettingError) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("{") || text.hasPrefix("[") {
      guard let value = SettingValue(json: text) else { throw Self.notReadable(text) }
      try self.init(value)
    } else {
      try self.init([text])
    }
  }

  /// Reads several texts, each of one augmentation or of several joined by ` + `.
  private init(_ texts: [String]) throws(SettingError) {
    self.init()
    if texts == ["none"] { return }
    var given: Set<String> = []
    for text in texts.flatMap({ $0.components(separatedBy: " + ") }) {
      let sides = text.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard sides.count == 2 else { throw Self.notReadable(text) }
      guard given.insert(sides[0]).inserted else {
        throw SettingError(
          .repeated,
          Report(
            "an augmentation is given more than once", place: sides[0], expected: "each once", cure: "leave one out"))
      }
      try set(sides[0], to: .text(sides[1]), .plain)
    }
  }

  private static func notReadable(_ text: String) -> SettingError {
    SettingError(
      .notReadable,
      Report(
        "not an augmentation", place: "augmentation", got: text.isEmpty ? "nothing" : text,
        cure: "write for example flip=lr, or '{\"flip\": \"lr\", \"rotation\": 10}'; known: "
          + settingNames.joined(separator: ", ")))
  }
}

extension Augmentations {
  /// Reads a text, a list of texts, or names and values.
  /// - Throws: `SettingError`.
  public init(_ value: SettingValue) throws(SettingError) {
    switch value {
    case .text(let text): try self.init(text)
    case .list(let values):
      let texts = values.compactMap(\.text)
      guard texts.count == values.count else { throw Self.notReadable("\(value)") }
      try self.init(texts)
    case .object(let fields): try self.init(fields, .plain)
    default: throw Self.notReadable("\(value)")
    }
  }

  /// The text, as run files have it.
  package var settingValue: SettingValue { .text(description) }
}

extension Augmentations: Codable {
  public init(from decoder: any Decoder) throws { try self.init(SettingValue(from: decoder)) }

  /// Encodes names and values.
  public func encode(to encoder: any Encoder) throws {
    let fields = changedSettings.map { ($0.name, $0.value) }
    try SettingValue.object(Dictionary(uniqueKeysWithValues: fields)).encode(to: encoder)
  }
}
