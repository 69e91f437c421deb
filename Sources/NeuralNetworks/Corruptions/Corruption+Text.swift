import Diagnostics
import Foundation

extension Corruption: CustomStringConvertible {
  /// As flags have it: `gaussian=0.5,clip=true + masking=0.2`, or `none`.
  public var description: String {
    let all = fields.map { $0.map { "\($0.name)=\($0.value)" }.joined(separator: ",") }
    return all.isEmpty ? "none" : all.joined(separator: " + ")
  }

  /// What a flag says: `none`, `masking=0.3`, several joined by ` + `, or JSON: `{"masking": 0.3}` or a list of such.
  /// - Throws: ``CorruptionError``.
  public init(_ text: String) throws(CorruptionError) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    if text == "none" {
      self = .none
    } else if text.hasPrefix("{") || text.hasPrefix("[") {
      do {
        self = try JSONDecoder().decode(Corruption.self, from: Data(text.utf8))
      } catch let error as CorruptionError {
        throw error
      } catch {
        throw Self.notReadable(text)
      }
    } else {
      var corruptions: [Corruption] = []
      for part in text.components(separatedBy: " + ") {
        var fields: [String: String] = [:]
        for pair in part.split(separator: ",") {
          let sides = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
          guard sides.count == 2, fields.updateValue(sides[1], forKey: sides[0]) == nil else {
            throw Self.notReadable(text)
          }
        }
        corruptions.append(try Corruption(fields: fields))
      }
      self = Corruption(corruptions)
    }
  }

  /// These, one after another.
  public init(_ corruptions: [Corruption]) {
    let flat = corruptions.flatMap { corruption in
      if case .sequence(let several) = corruption { several } else { [corruption] }
    }
    self = flat.count == 1 ? flat[0] : .sequence(flat)
  }

  fileprivate static func notReadable(_ text: String) -> CorruptionError {
    CorruptionError(
      .notReadable,
      Report(
        "not a corruption", place: "corruption", got: text,
        cure: #"write for example masking=0.3, or '[{"gaussian": 0.5, "clip": true}, {"masking": 0.2}]'"#))
  }
}

extension Corruption: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// From the text of a flag, one corruption's fields, or a list of such.
  public init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var corruptions: [Corruption] = []
      while !list.isAtEnd { corruptions.append(try list.decode(Corruption.self)) }
      self.init(corruptions)
    } else if let container = try? decoder.container(keyedBy: Key.self) {
      var fields: [String: String] = [:]
      for key in container.allKeys {
        if let flag = try? container.decode(Bool.self, forKey: key) {
          fields[key.stringValue] = "\(flag)"
        } else if let number = try? container.decode(Double.self, forKey: key) {
          fields[key.stringValue] = "\(number)"
        } else {
          fields[key.stringValue] = (try? container.decode(String.self, forKey: key)) ?? "several values"
        }
      }
      try self.init(fields: fields)
    } else {
      try self.init(decoder.singleValueContainer().decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    let all = fields
    if all.count == 1 { return try Self.encode(all[0], to: encoder) }
    var list = encoder.unkeyedContainer()
    for fields in all { try Self.encode(fields, to: list.superEncoder()) }
  }

  private static func encode(_ fields: [(name: String, value: String)], to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (name, value) in fields {
      let key = Key(stringValue: name)
      if let number = Double(value) {
        try container.encode(number, forKey: key)
      } else {
        try container.encode(value == "true", forKey: key)
      }
    }
  }
}
