/// The settings of a section that were given; the others have their defaults.
///
/// A property of the section is read with its default and, once set to another value, is given:
///
///     var training = Given<TrainingSettings>()
///     training.epochs = 5
@dynamicMemberLookup
public struct Given<Section: Configurable>: Sendable {
  /// The values by name, each in its setting's type.
  public private(set) var values: [String: SettingValue] = [:]

  /// Nothing is given.
  public init() {}

  /// Gives `values`.
  /// - Throws: ``SettingError`` for unknown names and values that do not fit.
  public init(_ values: [String: SettingValue], _ notation: SettingNotation = .typed) throws(SettingError) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) { try give(name, value, notation) }
  }

  /// Reads a section of a YAML file; `others` are the names of fields that something else reads.
  /// - Throws: ``SettingError`` with file, line and field for unknown names and values that do not fit.
  package init(_ section: YAMLSection, except others: [String] = []) throws(SettingError) {
    values = try Section.read(section, except: others)
  }

  /// Gives one setting a value.
  /// - Throws: ``SettingError`` for an unknown name and a value that does not fit.
  public mutating func give(
    _ name: String, _ value: SettingValue, _ notation: SettingNotation = .typed
  ) throws(SettingError) {
    values[name] = try Section.setting(named: name).fit(value, notation)
  }

  /// Gives what `other` gives.
  public mutating func merge(_ other: Self) { values.merge(other.values) { _, new in new } }

  /// Sets what is given in `section`.
  public func apply(to section: inout Section) {
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      do {
        try section.set(name, to: value)
      } catch {
        fatalError("a setting that was checked does not fit: \(error)")
      }
    }
  }

  /// The section: the defaults, and what is given.
  public var section: Section {
    var section = Section()
    apply(to: &section)
    return section
  }

  /// A property of the section, with its default unless it is given; setting another value gives it.
  public subscript<Value>(dynamicMember property: WritableKeyPath<Section, Value>) -> Value {
    get { section[keyPath: property] }
    set {
      var section = section
      let before = section.settingValues
      section[keyPath: property] = newValue
      for (old, new) in zip(before, section.settingValues) where old.value != new.value { values[new.name] = new.value }
    }
  }
}
