import ArgumentParser
import Hourglass

/// A flag for each setting of `Owner`: names, help, default and parser come from the declaration.
///
/// The argument parser finds flags through the mirror of a group, and reads each by its label there.
struct SettingFlags<Owner: Configurable>: ParsableArguments, CustomReflectable {
  /// What the flags gave.
  private(set) var given = Given<Owner>()

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for setting in Owner.settingDescriptions where !setting.flagNames.isEmpty {
      if let value = try container.value(of: setting) { try given.give(setting.name, value) }
    }
  }

  var customMirror: Mirror {
    let flags = Owner.settingDescriptions.filter { !$0.flagNames.isEmpty }.flatMap { setting in
      [(setting.name, setting.declaredFlag)]
        + setting.shortcuts.keys.sorted().map { ($0, setting.shortcutFlag($0)) }
    }
    return Mirror(self, children: flags.map { (label: $0.0, value: $0.1) })
  }
}

// The flag of one setting, for commands that have no others of its owner.

extension Option where Value == SettingValue? {
  init(setting name: String, of owner: (some Configurable).Type) {
    self = SettingDescription.named(name, of: owner).option
  }
}

extension Option where Value == [SettingValue] {
  init(setting name: String, of owner: (some Configurable).Type) {
    self = SettingDescription.named(name, of: owner).repeatableOption
  }
}

private struct Key: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<Key> {
  /// What the flags of a setting gave; nil for nothing.
  fileprivate func value(of setting: SettingDescription) throws -> SettingValue? {
    for (name, value) in setting.shortcuts
    where try decode(Flag<Bool>.self, forKey: Key(stringValue: name)).wrappedValue {
      return value
    }
    let key = Key(stringValue: setting.name)
    if setting.isSwitch { return try decode(Flag<Bool>.self, forKey: key).wrappedValue ? true : nil }
    guard setting.isRepeatable else { return try decode(Option<SettingValue?>.self, forKey: key).wrappedValue }
    let values = try decode(Option<[SettingValue]>.self, forKey: key).wrappedValue
    return values.isEmpty ? nil : values.count == 1 ? values[0] : .list(values)
  }
}

extension SettingDescription {
  fileprivate var names: NameSpecification { NameSpecification(flagNames.map { .customLong($0) }) }

  fileprivate var argumentHelp: ArgumentHelp { ArgumentHelp(flagHelp, valueName: valueName) }

  @Sendable fileprivate func parsed(_ text: String) throws -> SettingValue {
    try FlagValues.checked { try value(text) }
  }

  /// The flag as the argument parser declares it.
  fileprivate var declaredFlag: Any {
    if isSwitch { return Flag(wrappedValue: false, name: names, help: ArgumentHelp(flagHelp)) }
    return isRepeatable ? repeatableOption : option
  }

  fileprivate var option: Option<SettingValue?> {
    Option(name: names, parsing: .unconditional, help: argumentHelp, transform: parsed)
  }

  fileprivate var repeatableOption: Option<[SettingValue]> {
    Option(wrappedValue: [], name: names, parsing: .unconditionalSingleValue, help: argumentHelp, transform: parsed)
  }

  fileprivate static func named(_ name: String, of owner: (some Configurable).Type) -> SettingDescription {
    guard let setting = owner.settingDescriptions.first(where: { $0.name == name }) else {
      fatalError("\(owner) has no setting \(name)")
    }
    return setting
  }

  fileprivate func shortcutFlag(_ name: String) -> Any {
    Flag(
      wrappedValue: false, name: .customLong(name),
      help: ArgumentHelp("The same as \(flag) \(shortcuts[name].map { "\($0)" } ?? "")."))
  }

  /// What the usage calls the value.
  private var valueName: String? {
    switch type {
    case .flag: "true|false"
    case .integer: "n"
    case .number: "x"
    case .path: "path"
    case .choice, .text, .list, .json: nil
    }
  }
}
