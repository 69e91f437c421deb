import Diagnostics

extension Configurable {
  /// Reads what a section of a YAML file says, and nothing else: no defaults.
  ///
  /// `others` are the names of fields that something else reads.
  /// - Throws: ``SettingError`` with file, line and field for unknown names and values that do not fit.
  package static func read(
    _ section: YAMLSection, except others: [String] = []
  ) throws(SettingError) -> [String: SettingValue] {
    let known = settingDescriptions
    try section.allow(others + known.map(\.name))
    var values: [String: SettingValue] = [:]
    for setting in known where !others.contains(setting.name) {
      values[setting.name] = try section.value(setting)
    }
    return values
  }

  /// Reads a JSON object: `{"learning_rate": 1e-5}`.
  ///
  /// `place` is what errors call the place, such as `--optimizer-args`.
  /// - Throws: ``SettingError`` for other text, unknown names and values that do not fit.
  public static func read(json: String, place: String? = nil) throws(SettingError) -> [String: SettingValue] {
    try read(SettingValue.object(json: json, place: place))
  }

  /// Checks values by name and returns them in the settings' types.
  /// - Throws: ``SettingError`` for unknown names and values that do not fit.
  public static func read(_ values: [String: SettingValue]) throws(SettingError) -> [String: SettingValue] {
    var read: [String: SettingValue] = [:]
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      read[name] = try setting(named: name).value(value)
    }
    return read
  }
}

extension SettingValue {
  /// The names and values of a JSON object.
  ///
  /// `place` is what errors call the place, such as `--optimizer-args`; `example` is what they show as an example.
  /// - Throws: ``SettingError`` for other text.
  public static func object(
    json: String, place: String? = nil, example: String = #"{"name": 0.5}"#
  ) throws(SettingError) -> [String: SettingValue] {
    guard let values = SettingValue(json: json)?.object else {
      throw SettingError(
        .notJSON,
        Report("not a JSON object", place: place, got: json, cure: "write for example '\(example)'"))
    }
    return values
  }
}

extension YAMLSection {
  /// The value that the section gives a setting; nil where it gives none.
  /// - Throws: ``SettingError`` with file, line and field for a value that does not fit.
  public func value(_ setting: SettingDescription) throws(SettingError) -> SettingValue? {
    guard let written = written(setting.name) else { return nil }
    do {
      return try setting.fit(written.value, .plain)
    } catch {
      var report = error.report
      report.place = "\(written.place), \(setting.name)"
      throw SettingError(error.code, report)
    }
  }
}
