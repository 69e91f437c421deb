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
  private(set) var description: SettingDescription
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
      flagNames: [name.dashed], schema: nil,
      fitted: { value, notation in type.fit(value, notation).flatMap { accepts($0) ? $0 : nil } })
    (self.get, self.set) = (get, set)
  }

  /// A value of a form of its own, such as a list of corruptions; nil while none is given.
  ///
  /// - Parameters:
  ///   - name: the name in snake case, as in run files.
  ///   - path: the property.
  ///   - expected: the form in words, with an example.
  ///   - schema: the form as a JSON Schema; nil for any JSON.
  ///   - isOptional: whether the text `none` means nil; false where it is a value.
  ///   - help: what the setting does, one line that ends with a full stop.
  ///   - read: makes a value of what a flag, a run file or JSON has.
  ///   - write: the value as run files have it.
  public static func value<Value>(
    _ name: String, _ path: any SettingPath<Root, Value?>, expected: String, schema: SettingValue? = nil,
    isOptional: Bool = true, help: String,
    read: @escaping @Sendable (SettingValue) throws(SettingError) -> Value,
    write: @escaping @Sendable (Value) -> SettingValue
  ) -> Self {
    let type = SettingType.json(expected: expected)
    return Self(
      SettingDescription(
        name: name, type: type, isOptional: isOptional, unit: nil, help: help, group: nil,
        condition: nil, flagNames: [name.dashed], schema: schema,
        // JSON in text is read as JSON.
        fitted: { value, notation throws(SettingError) in write(try read(type.fit(value, notation) ?? value)) }),
      get: { $0[keyPath: path].map(write) ?? .none },
      set: { root, value in
        root[keyPath: path] = value == .none ? nil : try? read(value)
        return true
      })
  }

  private init(
    _ description: SettingDescription, get: @escaping @Sendable (Root) -> SettingValue,
    set: @escaping @Sendable (inout Root, SettingValue) -> Bool
  ) {
    (self.description, self.get, self.set) = (description, get, set)
  }

  private func changed(_ change: (inout Self) -> Void) -> Self {
    var setting = self
    change(&setting)
    return setting
  }

  /// The same setting, which must be given.
  public var required: Self { changed { $0.isRequired = true } }

  /// The same setting with flags of these names instead of its own, the first of them shown.
  public func flags(_ names: String...) -> Self { changed { $0.description.flagNames = names } }

  /// The same setting with a flag besides that has no value and stands for `value`.
  public func shortcut(_ flag: String, for value: SettingValue) -> Self {
    changed { $0.description.shortcuts[flag] = value }
  }

  /// The same setting, whose flag may be given several times.
  public var repeatable: Self { changed { $0.description.isRepeatable = true } }

  /// The same setting of text that may be a number, which does not stand in quotes.
  public var withPlainNumbers: Self {
    changed { setting in
      let fitted = setting.description.fitted
      setting.description.fitted = { value, notation throws(SettingError) in
        if case .quoted = value { nil } else { try fitted(value, notation) }
      }
    }
  }

  /// The same setting under this heading.
  public func grouped(_ heading: String) -> Self { changed { $0.description.group = heading } }

  /// The same setting, whose default help calls by these words: `the model's`.
  public func defaulting(to words: String) -> Self { changed { $0.description.defaultWords = words } }

  /// The same setting, whose help names no default, since a command needs the value.
  public var withoutDefault: Self { defaulting(to: "") }

  /// The description with the default of `root`.
  func described(by root: Root) -> SettingDescription {
    var description = description
    description.defaultValue = isRequired ? nil : get(root)
    return description
  }
}

extension String {
  /// The name with dashes instead of underscores.
  fileprivate var dashed: String { split(separator: "_").joined(separator: "-") }
}
