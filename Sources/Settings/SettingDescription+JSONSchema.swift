extension SettingDescription {
  /// The setting as a property of a JSON Schema (draft 2020-12).
  public var jsonSchema: SettingValue {
    var schema = type.jsonSchema.object ?? [:]
    if isOptional { schema = ["anyOf": [.object(schema), ["enum": ["none", .none]]]] }
    schema["description"] = .text([help, unit.map { "In \($0)." }].compactMap(\.self).joined(separator: " "))
    if let defaultValue, isOptional || defaultValue != .none { schema["default"] = defaultValue }
    if let group { schema["$comment"] = .text(group) }
    return .object(schema)
  }
}

extension SettingType {
  /// The values that fit, as a JSON Schema.
  public var jsonSchema: SettingValue {
    switch self {
    case .flag: return ["type": "boolean"]
    case .integer(let range):
      var schema: [String: SettingValue] = ["type": "integer", "minimum": .integer(range.lowerBound)]
      schema["maximum"] = .integer(range.upperBound)
      return .object(schema)
    case .number(let range):
      var schema: [String: SettingValue] = ["type": "number"]
      if let lower = range.lower { schema[range.includesLower ? "minimum" : "exclusiveMinimum"] = .number(lower) }
      if let upper = range.upper { schema[range.includesUpper ? "maximum" : "exclusiveMaximum"] = .number(upper) }
      return .object(schema)
    case .choice(let words): return ["enum": .list(words.map { .text($0) })]
    case .text(_, let pattern):
      // A text such as 28 is a number to a YAML reader.
      var schema: [String: SettingValue] = ["type": ["string", "number", "boolean"]]
      if let pattern { schema["pattern"] = .text("^(\(pattern))$") }
      return .object(schema)
    case .path: return ["type": "string", "minLength": 1]
    case .list(let type, let count, _):
      var schema: [String: SettingValue] = ["type": "array", "items": type.jsonSchema]
      if count.lowerBound > 0 { schema["minItems"] = .integer(Int128(count.lowerBound)) }
      if count.upperBound < Int.max { schema["maxItems"] = .integer(Int128(count.upperBound)) }
      // Run files write a list between commas, and a list of one as its value.
      return ["anyOf": [.object(schema), ["type": "string"], type.jsonSchema]]
    case .json: return [:]
    }
  }
}

extension Configurable {
  /// The settings as an object of a JSON Schema (draft 2020-12), which allows no other names.
  public static var jsonSchema: SettingValue {
    let known = settingDescriptions
    var schema: [String: SettingValue] = [
      "type": "object", "additionalProperties": false,
      "properties": .object(Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0.jsonSchema) })),
    ]
    let required = known.filter { $0.defaultValue == nil }
    if !required.isEmpty { schema["required"] = .list(required.map { .text($0.name) }) }
    return .object(schema)
  }
}
