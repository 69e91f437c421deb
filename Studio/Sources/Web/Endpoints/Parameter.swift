import Foundation
import Hummingbird

/// A value in the path or the query of a URL, declared once: read from requests, and written into the OpenAPI document.
public struct Parameter<Value: Sendable>: Sendable {
  /// The name, as in the path or the query.
  public let name: String
  /// What it says, in one line.
  public let help: String
  /// Whether it is a part of the path.
  public let isInPath: Bool
  /// Whether it must be given.
  public let isRequired: Bool
  let schema: Schema
  let read: @Sendable ([String]) throws(FieldError.Refusal) -> Value

  /// The value in a request.
  ///
  /// - Throws: ``WebError`` naming the field.
  func value(in request: Request, _ path: Parameters) throws(WebError) -> Value {
    let texts = isInPath ? try pathTexts(path) : try Query(request.uri.query ?? "")[name]
    do {
      return try read(texts)
    } catch {
      throw WebError(fields: [FieldError(name, error.message)])
    }
  }

  /// The value in the path, decoded.
  private func pathTexts(_ path: Parameters) throws(WebError) -> [String] {
    guard let text = path.get(name) else { return [] }
    guard let decoded = text.removingPercentEncoding else {
      throw WebError(fields: [FieldError(name, "has bytes that are not UTF-8")])
    }
    return [decoded]
  }

  /// Its entry in the OpenAPI document.
  var json: JSONValue {
    var entry: [String: JSONValue] = [
      "name": .text(name), "in": isInPath ? "path" : "query", "required": .boolean(isRequired),
      "description": .text(help), "schema": described,
    ]
    if case .array = schema { entry["explode"] = true }
    return .object(entry)
  }

  /// The schema, where an empty value of the query counts as none: forms send the fields that nobody filled.
  private var described: JSONValue {
    switch schema {
    case .text, .array: schema.json()
    default: isRequired ? schema.json() : ["anyOf": [schema.json(), ["const": ""]]]
    }
  }
}

extension FieldError {
  /// Why a value is refused.
  public struct Refusal: Error { public let message: String }
}

extension Parameter {
  private init<Single>(
    _ name: String, _ help: String, inPath: Bool, _ schema: Schema, missing: Single?,
    _ read: @escaping @Sendable (String) -> Single?, wrap: @escaping @Sendable (Single) -> Value
  ) where Single: Sendable {
    self.init(name: name, help: help, isInPath: inPath, isRequired: inPath || missing == nil, schema: schema) {
      (texts) throws(FieldError.Refusal) in
      guard texts.count <= 1 else { throw FieldError.Refusal(message: "is given \(texts.count) times") }
      guard let text = texts.first, !text.isEmpty || Single.self == String.self else {
        guard let missing else { throw FieldError.Refusal(message: "must be given") }
        return wrap(missing)
      }
      guard let value = read(text) else {
        throw FieldError.Refusal(message: "expected \(schema.form), got \(text.debugDescription.prefix(80))")
      }
      if let json = (value as? Int).map(JSONValue.integer) ?? (value as? Double).map(JSONValue.number)
        ?? (value as? String).map(JSONValue.text), let error = schema.errors(in: json).first
      {
        throw FieldError.Refusal(message: error.message)
      }
      return wrap(value)
    }
  }
}

extension Parameter where Value == String {
  /// A text in the path, without control characters and slashes.
  public static func path(_ name: String, _ help: String) -> Self {
    Parameter(
      name, help, inPath: true, .text(length: 1...500, pattern: #"[^\x00-\x1f\x7f/]+"#), missing: nil, { $0 },
      wrap: { $0 })
  }

  /// A text in the query.
  ///
  /// A character may take twelve bytes of the address, and all parameters together must fit into ``ServerLimits``.
  public static func text(_ name: String, _ help: String, default: String? = nil, maxLength: Int = 500) -> Self {
    Parameter(name, help, inPath: false, .text(length: 0...maxLength), missing: `default`, { $0 }, wrap: { $0 })
  }
}

extension Parameter where Value == Int {
  /// A whole number in the query.
  public static func integer(_ name: String, _ help: String, _ range: ClosedRange<Int>, default: Int?) -> Self {
    Parameter(name, help, inPath: false, .integer(range), missing: `default`, { Int($0) }, wrap: { $0 })
  }

  /// A whole number in the path.
  public static func path(_ name: String, _ help: String, _ range: ClosedRange<Int>) -> Self {
    Parameter(name, help, inPath: true, .integer(range), missing: nil, { Int($0) }, wrap: { $0 })
  }
}

extension Parameter where Value == Bool {
  /// True or false in the query; false where it is not given.
  public static func flag(_ name: String, _ help: String) -> Self {
    Parameter(
      name, help, inPath: false, .oneOf(["true", "false", "1", "0"]), missing: false,
      { ["true": true, "false": false, "1": true, "0": false][$0] }, wrap: { $0 })
  }
}

extension Parameter where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of several words in the query.
  public static func choice(_ name: String, _ help: String, default: Value) -> Self {
    let words = Value.allCases.map(\.rawValue)
    return Parameter(
      name: name, help: help, isInPath: false, isRequired: false, schema: .oneOf(words)
    ) { (texts) throws(FieldError.Refusal) in
      guard texts.count <= 1 else { throw FieldError.Refusal(message: "is given \(texts.count) times") }
      guard let text = texts.first, !text.isEmpty else { return `default` }
      guard let value = Value(rawValue: text) else {
        throw FieldError.Refusal(message: "expected one of \(words.joined(separator: ", "))")
      }
      return value
    }
  }
}

extension Parameter where Value == [String] {
  /// A text in the query that may be given several times.
  public static func texts(_ name: String, _ help: String, count: ClosedRange<Int>) -> Self {
    let schema = Schema.array(.text(length: 1...500), count: count)
    return Parameter(
      name: name, help: help, isInPath: false, isRequired: count.lowerBound > 0, schema: schema
    ) { (texts) throws(FieldError.Refusal) in
      if let error = schema.errors(in: .array(texts.map(JSONValue.text))).first {
        throw FieldError.Refusal(message: error.message)
      }
      return texts
    }
  }
}

/// A parameter of any type, as an endpoint lists it.
public protocol DeclaredParameter: Sendable {
  /// The name, as in the path or the query.
  var name: String { get }
  /// Its entry in the OpenAPI document.
  var entry: JSONValue { get }
}

extension Parameter: DeclaredParameter {
  public var entry: JSONValue { json }
}
