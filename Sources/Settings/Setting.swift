/// A setting of a `Root`, declared once.
///
///     static let settings: [Setting<Self>] = [
///       .number("learning_rate", \.learningRate, in: .positive, help: "The length of a step."),
///       .integer("history", \.history, in: 1...1000, help: "The steps that are remembered."),
///     ]
///
/// The default is what the property is initialised with. From the declaration come the reading of YAML, JSON and flags, the
/// writing of run files, the names of runs, help and JSON Schema.
public struct Setting<Root>: Sendable {
  /// The description, without the default.
  let description: SettingDescription
  let get: @Sendable (Root) -> SettingValue
  /// Stores a value of the setting's type; false for one that does not fit after all.
  let set: @Sendable (inout Root, SettingValue) -> Bool
  /// Whether the value must be given: a `Root` has no sensible default.
  var isRequired = false

  /// In snake case, as in run files.
  public var name: String { description.name }

  /// A setting whose value is read and stored by functions, for what no key path reaches.
  ///
  /// - Parameters:
  ///   - name: the name in snake case, as in run files.
  ///   - type: the type, with the range.
  ///   - isOptional: whether `none` is a value.
  ///   - unit: what a number counts or measures.
  ///   - help: what the setting does, one line that ends with a full stop.
  ///   - group: the heading that lists show it under.
  ///   - condition: when the setting has an effect; nil for always.
  ///   - accepts: whether a value of the type fits.
  ///   - get: the value of a root.
  ///   - set: stores a value that fits.
  public init(
    _ name: String, _ type: SettingType, isOptional: Bool = false, unit: String? = nil, help: String,
    group: String? = nil, condition: String? = nil, accepts: @escaping @Sendable (SettingValue) -> Bool = { _ in true },
    get: @escaping @Sendable (Root) -> SettingValue, set: @escaping @Sendable (inout Root, SettingValue) -> Bool
  ) {
    description = SettingDescription(
      name: name, type: type, isOptional: isOptional, unit: unit, help: help, group: group, condition: condition,
      fitted: { value, notation in type.fit(value, notation).flatMap { accepts($0) ? $0 : nil } })
    (self.get, self.set) = (get, set)
  }

  /// The same setting, which must be given.
  public var required: Self {
    var setting = self
    setting.isRequired = true
    return setting
  }

  /// The description with the default of `root`.
  func described(by root: Root) -> SettingDescription {
    var description = description
    description.defaultValue = isRequired ? nil : get(root)
    return description
  }
}
