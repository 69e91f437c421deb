/// The shape of a JSON value: what an endpoint takes and gives, written into the OpenAPI document and checked on arrival.
///
/// The keywords are those of JSON Schema 2020-12.
public indirect enum Schema: Hashable, Sendable {
  /// Any value.
  case any
  /// A text; `length` counts Unicode scalars.
  case text(length: ClosedRange<Int>? = nil, pattern: String? = nil, format: String? = nil)
  /// One of these texts.
  case oneOf([String])
  /// A whole number.
  case integer(ClosedRange<Int>? = nil)
  /// A finite number.
  case number(ClosedRange<Double>? = nil)
  case boolean
  /// Values of one shape, at most so many.
  case array(Schema, count: ClosedRange<Int>? = nil)
  /// Named fields; others are refused.
  case object([String: Field])
  /// Fields of any name, and values of one shape.
  case map(Schema)
  /// The value, or null.
  case nullable(Schema)

  /// A field of an object.
  public struct Field: Hashable, Sendable {
    public var schema: Schema
    public var isRequired: Bool
    /// What the field says, in one line.
    public var help: String?

    public init(_ schema: Schema, isRequired: Bool = true, help: String? = nil) {
      (self.schema, self.isRequired, self.help) = (schema, isRequired, help)
    }
  }
}

/// A type that states its own schema, with ranges that its fields alone do not tell.
public protocol SchemaProviding {
  /// The shape of the type's JSON.
  static var schema: Schema { get }
}

extension Schema {
  /// The schema as JSON Schema.
  ///
  /// - Parameter ofAnswer: Whether the server writes the value: numbers that are not finite become null there.
  public func json(ofAnswer: Bool = false) -> JSONValue {
    switch self {
    case .any: [:]
    case .text(let length, let pattern, let format):
      .object(
        ["type": "string"].merging(
          [
            ("minLength", length.map { .integer($0.lowerBound) }),
            ("maxLength", length.flatMap { $0.upperBound == .max ? nil : .integer($0.upperBound) }),
            ("pattern", pattern.map { .text("^(?:\($0))$") }), ("format", format.map(JSONValue.text)),
          ].compactMap { key, value in value.map { (key, $0) } }
        ) { $1 })
    case .oneOf(let texts): ["type": "string", "enum": .array(texts.map(JSONValue.text))]
    case .integer(let range): Self.numeric("integer", range.map { (.integer($0.lowerBound), .integer($0.upperBound)) })
    case .number(nil) where ofAnswer: ["type": ["number", "null"]]
    case .number(let range): Self.numeric("number", range.map { (.number($0.lowerBound), .number($0.upperBound)) })
    case .boolean: ["type": "boolean"]
    case .array(let element, let count):
      .object(
        ["type": "array", "items": element.json(ofAnswer: ofAnswer)].merging(
          Self.bounds(count)
        ) { $1 })
    case .object(let fields):
      [
        "type": "object", "additionalProperties": false,
        "properties": .object(fields.mapValues { $0.json(ofAnswer: ofAnswer) }),
        "required": .array(fields.filter(\.value.isRequired).keys.sorted().map(JSONValue.text)),
      ]
    case .map(let element): ["type": "object", "additionalProperties": element.json(ofAnswer: ofAnswer)]
    case .nullable(.any): [:]
    case .nullable(.number(nil)) where ofAnswer: Schema.number().json(ofAnswer: true)
    case .nullable(let schema): ["anyOf": [schema.json(ofAnswer: ofAnswer), ["type": "null"]]]
    }
  }

  private static func bounds(_ count: ClosedRange<Int>?) -> [String: JSONValue] {
    guard let count else { return [:] }
    var bounds: [String: JSONValue] = ["minItems": .integer(count.lowerBound)]
    if count.upperBound < .max { bounds["maxItems"] = .integer(count.upperBound) }
    return bounds
  }

  private static func numeric(_ type: String, _ range: (JSONValue, JSONValue)?) -> JSONValue {
    guard let range else { return ["type": .text(type)] }
    return ["type": .text(type), "minimum": range.0, "maximum": range.1]
  }
}

extension Schema.Field {
  func json(ofAnswer: Bool) -> JSONValue {
    let json = schema.json(ofAnswer: ofAnswer)
    guard let help, case .object(var object) = json else { return json }
    object["description"] = .text(help)
    return .object(object)
  }
}
