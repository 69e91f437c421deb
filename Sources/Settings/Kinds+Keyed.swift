import Diagnostics

// A kind whose name is one of its settings: `{gaussian: 0.5, clip: true}` is of the kind `gaussian`.

extension Kinds {
  /// The kind, with its settings, that `fields` name by one of its settings.
  /// - Throws: ``SettingError`` for no kind and for several, for unknown names and values that do not fit.
  public func keyed<Value>(
    _ fields: [String: SettingValue], _ notation: SettingNotation
  ) throws(SettingError) -> Value {
    let kind = try keyedKind(of: Array(fields.keys))
    guard let value = try kind.init(fields, notation) as? Value else { fatalError("\(kind) is no \(Value.self)") }
    return value
  }

  /// Reads the fields of a kind that names itself by one of them.
  /// - Throws: ``SettingError`` with file, line and field.
  package func readKeyed<Value>(_ section: YAMLSection) throws -> Value {
    let kind = try section.locating(section.names.first ?? "") { try keyedKind(of: section.names) }
    let fields = try kind.read(section)
    return try section.locating(section.names.first ?? "") { try keyed(fields, .typed) }
  }

  private func keyedKind(of names: [String]) throws(SettingError) -> any NamedKind.Type {
    let found = named.filter { kind in names.contains { $0 == kind.name || kind.aliases.contains($0) } }
    guard let kind = found.first else {
      let known = named.flatMap { $0.settingNames }
      let unknown = names.sorted().first { !known.contains($0) } ?? names.sorted().first
      throw SettingError(
        .unknownName,
        Report(
          "no such \(noun)", got: unknown ?? "none",
          cure: knownNames(named.flatMap { [$0.name] + $0.aliases }, insteadOf: unknown ?? "")))
    }
    guard found.count == 1 else {
      throw SettingError(
        .severalKinds,
        Report(
          "one entry has fields of several kinds of \(noun)", got: names.sorted().joined(separator: ", "),
          cure: "write a list, an entry for each in its order"))
    }
    return kind
  }
}

extension NamedKind {
  /// The settings to write, in order: those required and those that differ from the default; the first where none does.
  public var keyedFields: [(name: String, value: SettingValue)] {
    let changed = changedSettings
    return changed.isEmpty ? Array(settingValues.prefix(1)) : changed
  }

  /// The settings to write, by name.
  public var keyedObject: [String: SettingValue] {
    Dictionary(uniqueKeysWithValues: keyedFields.map { ($0.name, $0.value) })
  }
}

extension SettingValue {
  /// The fields of `gaussian=0.5,clip=true`; nil for text of another form and for a name given twice.
  package static func fields(of text: String) -> [String: SettingValue]? {
    var fields: [String: SettingValue] = [:]
    for pair in text.split(separator: ",") {
      let sides = pair.split(separator: "=", maxSplits: 1).map(\.trimmed)
      guard sides.count == 2, fields.updateValue(.text(sides[1]), forKey: sides[0]) == nil else { return nil }
    }
    return fields
  }
}
