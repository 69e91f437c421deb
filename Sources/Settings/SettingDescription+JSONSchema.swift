extension SettingDescription {
  /// The setting as a property of a JSON Schema (draft 2020-12).
  public var jsonSchema: SettingValue {
    var schema = (schema ?? type.jsonSchema).object ?? [:]
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
  ///
  /// - Parameters:
  ///   - others: properties beside the settings.
  ///   - required: the names that must be there besides those of required settings.
  ///   - isSwept: whether a list of values stands for a run with each.
  ///   - title: what the object is.
  public static func jsonSchema(
    with others: [String: SettingValue] = [:], required: [String] = [], isSwept: Bool = false, title: String? = nil
  ) -> SettingValue {
    let known = settingDescriptions
    var properties = others
    for setting in known { properties[setting.name] = isSwept ? setting.sweptJSONSchema : setting.jsonSchema }
    var schema: [String: SettingValue] = [
      "type": "object", "additionalProperties": false, "properties": .object(properties),
    ]
    let required = required + known.filter { $0.defaultValue == nil }.map(\.name)
    if !required.isEmpty { schema["required"] = .list(required.map { .text($0) }) }
    if let title { schema["title"] = .text(title) }
    return .object(schema)
  }
}

extension SettingDescription {
  /// The setting as a property of a JSON Schema, or a list of its values: a sweep.
  var sweptJSONSchema: SettingValue {
    if case .list = type { return jsonSchema }
    return ["anyOf": [jsonSchema, ["type": "array", "minItems": 1, "items": jsonSchema]]]
  }
}
