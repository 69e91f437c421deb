import ArgumentParser
import Hourglass

/// A declared setting with the value that a flag gave it.
struct GivenSetting: Sendable {
  let name: String
  let value: SettingValue
}

extension Option where Value == GivenSetting? {
  /// The flag of the setting `name` of `owner`, whose declaration reads the text and gives the help.
  ///
  /// - Parameter names: the flag's names; that of the setting by default.
  init(setting name: String, of owner: (some Configurable).Type, names: [String] = []) {
    guard let setting = owner.settingDescriptions.first(where: { $0.name == name }) else {
      fatalError("\(owner) has no setting \(name)")
    }
    self.init(
      name: NameSpecification((names.isEmpty ? [String(setting.flag.dropFirst(2))] : names).map { .customLong($0) }),
      parsing: .unconditional,
      help: ArgumentHelp(setting.flagHelp),
      transform: { text in try FlagValues.checked { GivenSetting(name: name, value: try setting.value(text)) } })
  }
}

extension ParsableArguments {
  /// The settings that flags of this group gave, by name.
  var givenSettings: [String: SettingValue] {
    let given = Mirror(reflecting: self).children.compactMap { ($0.value as? Option<GivenSetting?>)?.wrappedValue }
    return Dictionary(uniqueKeysWithValues: given.map { ($0.name, $0.value) })
  }
}
