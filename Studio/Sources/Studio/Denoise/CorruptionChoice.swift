import Hourglass

/// A kind of corruption with the settings that people turn, as JSON.
struct CorruptionChoice: Codable, Sendable {
  /// A setting.
  struct Setting: Codable, Sendable {
    /// What turns a setting.
    enum Control: String, Codable, Hashable, Sendable, CaseIterable { case slider, checkbox }

    /// The name in run files and flags: `gaussian`.
    var name: String
    /// The name as forms show it.
    var label: String
    /// What it does, in one sentence.
    var help: String
    var unit: String?
    var control: Control
    /// The ends of a slider; 0 and 1 for a checkbox.
    var minimum: Double
    var maximum: Double
    /// The value that is shown first.
    var value: Double
  }

  /// The name of the kind, that of its main setting.
  var name: String
  /// What it does, in one line.
  var summary: String
  var settings: [Setting]

  /// The kinds that the library has, by its declarations.
  static let all: [CorruptionChoice] = Corruption.kindDescriptions.map { kind in
    CorruptionChoice(
      name: kind.name, summary: kind.summary,
      settings: kind.settings.compactMap { Setting($0, isMain: $0.name == kind.name) })
  }
}

extension CorruptionChoice.Setting {
  /// Where a slider ends, for settings that allow more than anybody can see.
  private static let visibleMaximum = ["gaussian": 2.0, "uniform": 2.0, "blur": 8.0]

  /// The setting for a slider or a checkbox; nil for one that is neither a number nor a flag.
  fileprivate init?(_ setting: SettingDescription, isMain: Bool) {
    (name, label, help, unit) = (setting.name, setting.label, setting.help, setting.unit)
    switch setting.type {
    case .flag: (control, minimum, maximum, value) = (.checkbox, 0, 1, setting.defaultValue?.flag == true ? 1 : 0)
    case .number(let range):
      (control, minimum) = (.slider, range.lower ?? 0)
      maximum = min(range.upper ?? 1, Self.visibleMaximum[setting.name] ?? .infinity)
      let quarter = minimum + (maximum - minimum) / 4
      // A kind that does nothing by default begins with some strength.
      if let given = setting.defaultValue?.number, given > 0 || !isMain { value = given } else { value = quarter }
    default: return nil
    }
  }
}
