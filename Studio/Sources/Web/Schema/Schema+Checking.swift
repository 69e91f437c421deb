/// A field whose value is refused.
public struct FieldError: Codable, Hashable, Sendable {
  /// The path of the field, such as `training.epochs`; empty for the whole.
  public var field: String
  /// What is wrong, in one sentence.
  public var message: String

  public init(_ field: String, _ message: String) { (self.field, self.message) = (field, message) }
}

extension Schema {
  /// The form of the value, in a few words.
  var form: String {
    switch self {
    case .any: "any value"
    case .text: "a text"
    case .oneOf(let texts): "one of " + texts.joined(separator: ", ")
    case .integer: "a whole number"
    case .number: "a number"
    case .boolean: "true or false"
    case .array: "a list"
    case .object, .map: "an object"
    case .nullable(let schema): schema.form
    }
  }

  /// A value of this shape, where a pattern does not rule it out.
  var placeholder: JSONValue {
    switch self {
    case .any, .nullable: .null
    case .text(let length, _, _): .text(String(repeating: "a", count: min(length?.lowerBound ?? 0, 4096)))
    case .oneOf(let texts): .text(texts.first ?? "")
    case .integer(let range): .integer(range?.lowerBound ?? 0)
    case .number(let range): .number(range?.lowerBound ?? 0)
    case .boolean: false
    case .array(let element, let count):
      .array(Array(repeating: element.placeholder, count: min(count?.lowerBound ?? 0, 64)))
    case .object(let fields): .object(fields.filter(\.value.isRequired).mapValues(\.schema.placeholder))
    case .map: [:]
    }
  }

  /// What of `value` does not fit, a field each; empty where all fits.
  public func errors(in value: JSONValue, at path: String = "") -> [FieldError] {
    func refused(_ expected: String) -> [FieldError] { [FieldError(path, "expected \(expected)")] }
    switch (self, value) {
    case (.any, _), (.boolean, .boolean), (.nullable, .null): return []
    case (.nullable(let schema), _): return schema.errors(in: value, at: path)
    case (.boolean, _): return refused(form)
    case (.text(let length, let pattern, _), .text(let text)):
      if let length, !length.contains(text.unicodeScalars.count) {
        let bound =
          length.upperBound == .max ? "at least \(length.lowerBound)" : "\(length.lowerBound) to \(length.upperBound)"
        return refused("\(bound) characters, got \(text.unicodeScalars.count)")
      }
      guard let pattern, !Pattern.matches(pattern, text) else { return [] }
      return refused("a text of the form \(pattern)")
    case (.text, _): return refused(form)
    case (.oneOf(let texts), .text(let text)) where texts.contains(text): return []
    case (.oneOf, _): return refused(form)
    case (.integer(let range), .integer(let number)):
      guard let range, !range.contains(number) else { return [] }
      return refused("\(range.lowerBound) to \(range.upperBound), got \(number)")
    case (.integer, _): return refused(form)
    case (.number(let range), .integer(let number)): return Self.errors(Double(number), in: range, refused)
    case (.number(let range), .number(let number)): return Self.errors(number, in: range, refused)
    case (.number, _): return refused(form)
    case (.array(let element, let count), .array(let values)):
      if let count, !count.contains(values.count) {
        return refused("\(count.lowerBound) to \(count.upperBound) values, got \(values.count)")
      }
      return values.enumerated().flatMap { element.errors(in: $1, at: "\(path)[\($0)]") }
    case (.array, _): return refused(form)
    case (.object(let fields), .object(let values)): return Self.errors(values, fields, at: path)
    case (.map(let element), .object(let values)):
      return values.sorted { $0.key < $1.key }.flatMap { element.errors(in: $1, at: Self.path(path, $0)) }
    case (.object, _), (.map, _): return refused(form)
    }
  }

  private static func errors(
    _ number: Double, in range: ClosedRange<Double>?, _ refused: (String) -> [FieldError]
  ) -> [FieldError] {
    guard let range, !range.contains(number) else { return [] }
    return refused("\(range.lowerBound) to \(range.upperBound), got \(number)")
  }

  private static func errors(
    _ values: [String: JSONValue], _ fields: [String: Field], at path: String
  ) -> [FieldError] {
    let missing = fields.filter { $1.isRequired && values[$0] == nil }.keys.sorted()
    let unknown = values.keys.filter { fields[$0] == nil }.sorted()
    let wrong = fields.sorted { $0.key < $1.key }.flatMap { name, field in
      values[name].map { value in
        !field.isRequired && value == .null ? [] : field.schema.errors(in: value, at: Self.path(path, name))
      } ?? []
    }
    return missing.map { FieldError(Self.path(path, $0), "must be given") }
      + unknown.map {
        FieldError(Self.path(path, $0), "no such field; known are \(fields.keys.sorted().joined(separator: ", "))")
      } + wrong
  }

  private static func path(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
