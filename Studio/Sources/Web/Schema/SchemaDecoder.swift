import Foundation

extension Schema {
  /// The schema of a type's JSON, found by decoding the type from placeholders and noting what it asks for.
  ///
  /// - Throws: what the type throws at a placeholder; such a type states its own schema (``SchemaProviding``).
  public static func of<Value: Decodable>(_ type: Value.Type) throws -> Schema {
    try (type as? any SchemaProviding.Type)?.schema ?? SchemaDecoder.schema(of: type).schema
  }
}

/// Decodes placeholders, and notes the shape that is asked for.
private final class SchemaDecoder: Decoder {
  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]
  /// What was asked for so far.
  var noted: Schema = .any

  /// The schema of `type`, and a placeholder of it.
  static func schema<Value: Decodable>(of type: Value.Type) throws -> (schema: Schema, value: Value) {
    if let known = leaf(type) { return known }
    if let wrapper = type as? any Wrapping.Type {
      let schema = try wrapper.schema()
      if let value = wrapper.empty as? Value { return (schema, value) }
    }
    if let kind = type as? any (CaseIterable & RawRepresentable).Type, let cases = texts(of: kind) {
      guard let first = cases.first?.value as? Value else { throw Unreadable(type: "\(type)") }
      return ((type as? any SchemaProviding.Type)?.schema ?? .oneOf(cases.map(\.text)), first)
    }
    guard depth < 32 else { throw Unreadable(type: "\(type), which contains itself") }
    return try $depth.withValue(depth + 1) {
      if let stated = (type as? any SchemaProviding.Type)?.schema {
        let placeholder = try? JSONDecoder().decode(type, from: JSONEncoder().encode(stated.placeholder))
        return (stated, try placeholder ?? Value(from: SchemaDecoder()))
      }
      let decoder = SchemaDecoder()
      let value = try Value(from: decoder)
      return (decoder.noted, value)
    }
  }

  /// How many types contain the one that is read now.
  @TaskLocal private static var depth = 0

  /// Types around one other type that have an empty value.
  fileprivate protocol Wrapping {
    static func schema() throws -> Schema
    static var empty: Any { get }
  }

  /// Types that are one JSON value.
  private static func leaf<Value>(_ type: Value.Type) -> (schema: Schema, value: Value)? {
    let known: (Schema, Any)? =
      switch type {
      case is JSONValue.Type: (.any, JSONValue.null)
      case is Date.Type: (.text(format: "date-time"), Date(timeIntervalSince1970: 0))
      case is URL.Type: (.text(format: "uri"), URL(fileURLWithPath: "/"))
      case is Data.Type: (.text(format: "byte"), Data())
      case is String.Type: (.text(), "")
      case is Bool.Type: (.boolean, false)
      case is Double.Type: (.number(), 0.0)
      case is Float.Type: (.number(), Float(0))
      case is Int.Type: (.integer(), 0)
      case is Int64.Type: (.integer(), Int64(0))
      case is Int32.Type: (.integer(), Int32(0))
      case is UInt64.Type: (.integer(0...Int.max), UInt64(0))
      case is UInt.Type: (.integer(0...Int.max), UInt(0))
      default: nil
      }
    guard let known, let value = known.1 as? Value else { return nil }
    return (known.0, value)
  }

  private static func texts<Kind: CaseIterable & RawRepresentable>(of type: Kind.Type) -> [(text: String, value: Any)]?
  {
    let texts = type.allCases.compactMap { kind in (kind.rawValue as? String).map { ($0, kind as Any) } }
    return texts.isEmpty ? nil : texts
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    if case .object = noted {} else { noted = .object([:]) }
    return KeyedDecodingContainer(Fields<Key>(decoder: self))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer { Elements(decoder: self) }

  func singleValueContainer() -> any SingleValueDecodingContainer { Single(decoder: self) }

  struct Unreadable: Error { let type: String }

  /// Notes the fields that are asked for.
  private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }

    private func note(_ schema: Schema, _ key: Key, isRequired: Bool) {
      guard case .object(var fields) = decoder.noted else { return }
      fields[key.stringValue] = Schema.Field(schema, isRequired: isRequired)
      decoder.noted = .object(fields)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      let (schema, value) = try SchemaDecoder.schema(of: type)
      note(schema, key, isRequired: true)
      return value
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
      let (schema, value) = try SchemaDecoder.schema(of: type)
      note(.nullable(schema), key, isRequired: false)
      return value
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
      let (schema, value) = try SchemaDecoder.schema(of: type)
      note(.nullable(schema), key, isRequired: false)
      return value
    }

    func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw Unreadable(type: key.stringValue) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      throw Unreadable(type: key.stringValue)
    }
    func superDecoder() throws -> any Decoder { throw Unreadable(type: "super") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw Unreadable(type: key.stringValue) }
  }

  /// Gives one element, so that its shape is noted.
  private struct Elements: UnkeyedDecodingContainer {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      currentIndex += 1
      let (schema, value) = try SchemaDecoder.schema(of: type)
      decoder.noted = .array(schema)
      return value
    }
    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { throw Unreadable(type: "list") }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unreadable(type: "list") }
    mutating func superDecoder() throws -> any Decoder { throw Unreadable(type: "super") }
  }

  private struct Single: SingleValueDecodingContainer {
    let decoder: SchemaDecoder
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let (schema, value) = try SchemaDecoder.schema(of: type)
      decoder.noted = schema
      return value
    }
  }
}

extension Optional: SchemaDecoder.Wrapping where Wrapped: Decodable {
  static func schema() throws -> Schema { .nullable(try SchemaDecoder.schema(of: Wrapped.self).schema) }
  static var empty: Any { Self.none as Any }
}

extension Dictionary: SchemaDecoder.Wrapping where Key == String, Value: Decodable {
  static func schema() throws -> Schema { .map(try SchemaDecoder.schema(of: Value.self).schema) }
  static var empty: Any { Self() }
}

extension Array: SchemaDecoder.Wrapping where Element: Decodable {
  static func schema() throws -> Schema { .array(try SchemaDecoder.schema(of: Element.self).schema) }
  static var empty: Any { Self() }
}
