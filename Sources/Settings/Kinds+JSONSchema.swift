extension Kinds {
  /// A section that names a kind beside its settings, as a JSON Schema: `{name: Adam, learning_rate: 1e-3}`.
  ///
  /// - Parameter isSwept: whether a list of values stands for a run with each.
  public func jsonSchema(isSwept: Bool = false) -> SettingValue {
    let alternatives = named.map { kind -> SettingValue in
      let names = [kind.name, kind.name.lowercased()] + kind.aliases
      let unique = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return kind.jsonSchema(
        with: ["name": ["enum": .list(unique.map { .text($0) })]], required: ["name"], isSwept: isSwept,
        title: "\(kind.name): \(kind.summary)")
    }
    // Without a name, which a flag may give, any setting of any kind.
    let nameless: SettingValue = ["type": "object", "not": ["required": ["name"]]]
    return ["anyOf": .list(alternatives + [nameless])]
  }

  /// An entry that names its kind by one of its settings, as a JSON Schema: `{gaussian: 0.5, clip: true}`.
  public var keyedJSONSchema: SettingValue {
    let alternatives = named.map { kind -> SettingValue in
      var schema = kind.jsonSchema(title: "\(kind.name): \(kind.summary)").object ?? [:]
      schema["minProperties"] = 1
      return .object(schema)
    }
    return ["anyOf": .list(alternatives)]
  }
}
