internal import Diagnostics
internal import Foundation

extension Augmentations: CustomStringConvertible {
  /// The notation of flags, in the order of application: `flip=lr + rotation=10`, or `none`.
  public var description: String {
    isEmpty ? "none" : fields.map { "\($0.name)=\($0.value)" }.joined(separator: " + ")
  }

  /// Parses a flag: `none`, `flip=lr`, several joined by ` + `, or JSON: `{"flip": "lr", "hsv": [0.02, 0.04, 0.06]}`.
  ///
  /// - Throws: ``AugmentationError``.
  public init(_ text: String) throws(AugmentationError) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text.hasPrefix("{") || text.hasPrefix("[") {
      do {
        self = try JSONDecoder().decode(Augmentations.self, from: Data(text.utf8))
      } catch let error as AugmentationError {
        throw error
      } catch {
        throw Self.notReadable(text)
      }
    } else {
      try self.init(flags: [text])
    }
  }

  /// Parses several flags, each with one or more augmentations joined by ` + `: `["flip=lr", "rotation=10"]`.
  ///
  /// - Throws: ``AugmentationError``.
  public init(flags: [String]) throws(AugmentationError) {
    self.init()
    if flags == ["none"] { return }
    var given: Set<String> = []
    for flag in flags.flatMap({ $0.components(separatedBy: " + ") }) {
      let sides = flag.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard sides.count == 2 else { throw Self.notReadable(flag) }
      guard given.insert(sides[0]).inserted else { throw Self.repeated(sides[0]) }
      try set(sides[0], to: sides[1])
    }
  }

  static func repeated(_ name: String) -> AugmentationError {
    AugmentationError(
      .repeated,
      Report("an augmentation is given more than once", place: name, expected: "each kind once", cure: "leave one out"))
  }

  static func notReadable(_ text: String) -> AugmentationError {
    AugmentationError(
      .notReadable,
      Report(
        "not an augmentation", place: "augment", got: text.isEmpty ? "nothing" : text,
        cure:
          #"write for example flip=lr, or '{"flip": "lr", "rotation": 10}'; known: \#(names.joined(separator: ", "))"#
      ))
  }
}

extension Augmentations: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Decodes the text of a flag, a list of such, or names and values.
  public init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var flags: [String] = []
      while !list.isAtEnd { flags.append(try list.decode(String.self)) }
      try self.init(flags: flags)
    } else if let container = try? decoder.container(keyedBy: Key.self) {
      var fields: [String: String] = [:]
      for key in container.allKeys {
        if let number = try? container.decode(Double.self, forKey: key) {
          fields[key.stringValue] = number.plainText
        } else if let numbers = try? container.decode([Double].self, forKey: key) {
          fields[key.stringValue] = numbers.map(\.plainText).joined(separator: ",")
        } else {
          fields[key.stringValue] = (try? container.decode(String.self, forKey: key)) ?? "neither a number nor a word"
        }
      }
      try self.init(fields: fields)
    } else {
      try self.init(decoder.singleValueContainer().decode(String.self))
    }
  }

  /// Encodes names and values; numbers as numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in fields {
      if let number = Double(value) {
        try container.encode(number, forKey: Key(stringValue: name))
      } else {
        try container.encode(value, forKey: Key(stringValue: name))
      }
    }
  }
}
