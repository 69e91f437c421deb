import Foundation
import Testing

@testable import Web

@Suite struct SchemaTests {
  struct Plain: Codable {
    enum Kind: String, Codable, CaseIterable { case one, two }
    struct Inner: Codable { var x: Float }
    var name: String
    var count: Int?
    var kind: Kind
    var inner: [Inner]
    var times: [String: Date]
    var any: JSONValue
  }

  /// A value that no placeholder but one of its own schema makes.
  struct Share: Codable, SchemaProviding {
    var value: Double
    static let schema = Schema.number(0.25...0.5)
    init(from decoder: any Decoder) throws {
      value = try decoder.singleValueContainer().decode(Double.self)
      guard (0.25...0.5).contains(value) else { throw CocoaError(.coderInvalidValue) }
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }
  struct Holder: Codable { var share: Share, shares: [Share] }
  final class Endless: Codable { var next: Endless?, id = 0 }

  @Test func `the schema of a type is what it asks for`() throws {
    #expect(
      try Schema.of(Plain.self)
        == .object([
          "name": .init(.text()), "count": .init(.nullable(.integer()), isRequired: false),
          "kind": .init(.oneOf(["one", "two"])), "inner": .init(.array(.object(["x": .init(.number())]))),
          "times": .init(.map(.text(format: "date-time"))), "any": .init(.any),
        ]))
  }

  @Test func `types state ranges that are theirs alone, also inside others`() throws {
    #expect(try Schema.of(Share.self) == .number(0.25...0.5))
    #expect(
      try Schema.of(Holder.self)
        == .object(["share": .init(.number(0.25...0.5)), "shares": .init(.array(.number(0.25...0.5)))]))
  }

  @Test func `a type that contains itself must state its schema`() {
    #expect(throws: (any Error).self) { try Schema.of(Endless.self) }
  }

  static let misfits: [(schema: Schema, value: JSONValue, message: String)] = [
    (Schema.integer(1...3), JSONValue.integer(4), "expected 1 to 3, got 4"),
    (.integer(), 1.5, "expected a whole number"),
    (.text(length: 2...3), "a", "expected 2 to 3 characters, got 1"),
    (.number(0...1), .integer(2), "expected 0.0 to 1.0, got 2.0"),
    (.text(pattern: "[a-z]+"), "a1", "expected a text of the form [a-z]+"),
    (.oneOf(["a", "b"]), "c", "expected one of a, b"),
    (.array(.boolean, count: 1...2), [], "expected 1 to 2 values, got 0"),
    (.nullable(.boolean), "x", "expected true or false"),
    (.map(.integer()), ["a": "b"], "expected a whole number"), (.object([:]), [1], "expected an object"),
  ]

  @Test(arguments: misfits)
  func `what does not fit is said in a sentence`(schema: Schema, value: JSONValue, message: String) {
    #expect(schema.errors(in: value).map(\.message) == [message])
  }

  @Test func `errors name the path of the field`() {
    let schema = Schema.object(["a": .init(.array(.object(["b": .init(.integer())])))])
    #expect(
      schema.errors(in: ["a": [["b": 1], ["b": "x"], JSONValue.object([:])]]).map(\.field) == ["a[1].b", "a[2].b"])
  }

  @Test func `patterns hold for the whole text, in JSON Schema too`() {
    #expect(Schema.text(pattern: "a|b").json() == ["type": "string", "pattern": "^(?:a|b)$"])
  }
}
