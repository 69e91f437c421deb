public import Settings

extension Corruption {
  /// What run files and model files may say, as a JSON Schema.
  public static var jsonSchema: SettingValue {
    ["anyOf": [["type": "string"], kinds.keyedJSONSchema, ["type": "array", "items": kinds.keyedJSONSchema]]]
  }
}

extension ParameterPenalty {
  /// What run files may say, one penalty or a list, as a JSON Schema.
  public static var jsonSchema: SettingValue {
    ["anyOf": [kinds.keyedJSONSchema, ["type": "array", "items": kinds.keyedJSONSchema]]]
  }
}
