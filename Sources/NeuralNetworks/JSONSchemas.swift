public import Settings

extension Corruption {
  /// The JSON Schema of the values in run files and model files.
  public static var jsonSchema: SettingValue {
    ["anyOf": [["type": "string"], kinds.keyedJSONSchema, ["type": "array", "items": kinds.keyedJSONSchema]]]
  }
}

extension ParameterPenalty {
  /// The JSON Schema of the values in run files: one penalty or a list.
  public static var jsonSchema: SettingValue {
    ["anyOf": [kinds.keyedJSONSchema, ["type": "array", "items": kinds.keyedJSONSchema]]]
  }
}
