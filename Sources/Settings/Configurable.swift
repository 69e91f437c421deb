import Diagnostics

/// A type whose settings are declared once each; ``init()`` holds their defaults.
public protocol Configurable: SendableMetatype {
  init()
  /// The settings in the order in which they are shown and written.
  static var settings: [Setting<Self>] { get }
  /// What errors call the owner of the settings: `Adam`, `the training`.
  static var settingsOwner: String { get }
  /// What errors say of an unknown name: `Adam has no such setting`.
  static var unknownSetting: String { get }
}

extension Configurable {
  public static var unknownSetting: String { "\(settingsOwner) has no such setting" }

  /// What there is to set, with defaults.
  public static var settingDescriptions: [SettingDescription] {
    let usual = Self()
    return settings.map { $0.described(by: usual) }
  }

  /// The names of the settings in their order.
  public static var settingNames: [String] { settings.map(\.name) }

  /// The setting called `name`.
  /// - Throws: ``SettingError`` with the nearest name.
  public static func setting(named name: String) throws(SettingError) -> SettingDescription {
    try found(name).described(by: Self())
  }

  private static func found(_ name: String) throws(SettingError) -> Setting<Self> {
    let settings = settings
    guard let setting = settings.first(where: { $0.name == name }) else {
      throw unknown(name, among: settings.map(\.name))
    }
    return setting
  }

  static func unknown(_ name: String, among names: [String]) -> SettingError {
    SettingError(
      .unknownField,
      Report(
        unknownSetting, got: name,
        cure: names.isEmpty ? "\(settingsOwner) has no settings" : knownNames(names, insteadOf: name)))
  }

  /// The defaults, with `values` instead where given.
  /// - Throws: ``SettingError`` for unknown and missing names, and for values that do not fit.
  public init(_ values: [String: SettingValue], _ notation: SettingNotation = .typed) throws(SettingError) {
    self.init()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { try set(name, to: value, notation) }
    for setting in Self.settings where setting.isRequired && values[setting.name] == nil {
      throw SettingError(
        .missingField,
        Report("\(Self.settingsOwner) needs a setting", expected: "\(setting.name), \(setting.description.expected)"))
    }
  }

  /// Gives one setting a value.
  /// - Throws: ``SettingError`` for an unknown name and a value that does not fit.
  public mutating func set(
    _ name: String, to value: SettingValue, _ notation: SettingNotation = .typed
  ) throws(SettingError) {
    let setting = try Self.found(name)
    let fitted = try setting.description.fit(value, notation)
    guard setting.set(&self, fitted) else { throw setting.description.misfit(value) }
  }

  /// The value of the setting called `name`; nil for an unknown name.
  public func value(of name: String) -> SettingValue? {
    Self.settings.first { $0.name == name }?.get(self)
  }

  /// Every setting with its value, in order.
  public var settingValues: [(name: String, value: SettingValue)] {
    Self.settings.map { ($0.name, $0.get(self)) }
  }

  /// Every setting that has a value other than none, in order, as run files write it.
  public var writtenSettings: [(name: String, text: String)] {
    settingValues.compactMap { $0.value == .none ? nil : ($0.name, "\($0.value)") }
  }

  /// The settings that differ from the defaults, in order.
  public var changedSettings: [(name: String, value: SettingValue)] {
    let usual = Self()
    return Self.settings.compactMap { setting in
      let value = setting.get(self)
      return value == setting.get(usual) && !setting.isRequired ? nil : (setting.name, value)
    }
  }
}
