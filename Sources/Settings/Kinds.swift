import Diagnostics

/// One of several kinds of a thing, chosen by name, with settings of its own: an optimiser, a schedule, a model.
public protocol NamedKind: Configurable {
  /// The name in run files: `Adam`.
  static var name: String { get }
  /// Other names that choose the kind.
  static var aliases: [String] { get }
  /// What the kind is, one line.
  static var summary: String { get }
}

extension NamedKind {
  public static var aliases: [String] { [] }
  public static var settingsOwner: String { name }
}

/// The kinds of a thing, found by name.
///
///     static let kinds = Kinds<any SchedulePolicy.Type>("schedule", [FixedRate.self, StepRate.self])
public struct Kinds<Kind: Sendable>: Sendable {
  /// What one is called: `schedule`.
  public let noun: String
  /// All, in the order in which they are shown.
  public let all: [Kind]
  let named: [any NamedKind.Type]

  /// The end of a name that does not matter.
  private let ignoredSuffix: String
  /// Names of kinds that other systems have, in lower case, and the kinds to use instead.
  private let substitutes: [String: String]

  /// - Parameters:
  ///   - noun: what one is called in errors.
  ///   - all: types that conform to ``NamedKind``.
  ///   - ignoredSuffix: the end of a name that does not matter.
  ///   - substitutes: names of kinds that other systems have, in lower case, and the kinds to use instead.
  public init(_ noun: String, _ all: [Kind], ignoredSuffix: String = "", substitutes: [String: String] = [:]) {
    self.noun = noun
    self.all = all
    self.ignoredSuffix = ignoredSuffix.lowercased()
    self.substitutes = substitutes
    named = all.compactMap { $0 as? any NamedKind.Type }
    require(named.count == all.count, "a kind of \(noun) is not a NamedKind")
  }

  /// The kinds with their settings, in their order.
  public var descriptions: [KindDescription] { named.map(KindDescription.init) }

  /// The names in their order.
  public var names: [String] { named.map { $0.name } }

  /// The kind called `name`, in any letter case.
  /// - Throws: ``SettingError`` with the nearest name.
  public func callAsFunction(_ name: String) throws(SettingError) -> Kind { all[try index(of: name)] }

  private func index(of name: String) throws(SettingError) -> Int {
    var wanted = name.lowercased()
    if wanted.hasSuffix(ignoredSuffix) { wanted.removeLast(ignoredSuffix.count) }
    if let instead = substitutes[wanted] {
      throw SettingError(.unsupported, Report("not supported", place: noun, got: name, cure: "use \(instead)"))
    }
    guard
      let index = named.firstIndex(where: { kind in
        kind.name.lowercased() == wanted || kind.aliases.contains { $0.lowercased() == wanted }
      })
    else {
      throw SettingError(
        .unknownName, Report("no such \(noun)", got: name, cure: knownNames(names, insteadOf: name)))
    }
    return index
  }

  /// Reads the value of a setting that one of the kinds has, whichever.
  /// - Throws: ``SettingError`` for a name that no kind has, and a value that fits none.
  public func value(
    of name: String, _ value: SettingValue, _ notation: SettingNotation
  ) throws(SettingError) -> SettingValue {
    let all = named.flatMap { $0.settingDescriptions }
    var misfit: SettingError?
    for setting in all where setting.name == name {
      do {
        return try setting.fit(value, notation)
      } catch {
        misfit = misfit ?? error
      }
    }
    if let misfit { throw misfit }
    let known = all.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
    throw SettingError(
      .unknownField, Report("no \(noun) has such a setting", got: name, cure: knownNames(known, insteadOf: name)))
  }

  /// Reads `{name: Adam, learning_rate: 1e-3}`: the name, nil for none, and the other fields.
  ///
  /// Without a name, which a flag may give, a value must fit some kind.
  /// - Throws: ``SettingError`` with file, line and field for an unknown name and for fields that the kind lacks.
  package func read(_ section: YAMLSection) throws -> (name: String?, arguments: [String: SettingValue]) {
    guard let name = try section.text("name") else {
      var arguments: [String: SettingValue] = [:]
      for field in section.names where field != "name" {
        guard let written = section.written(field)?.value else { continue }
        arguments[field] = try section.locating(field) { try value(of: field, written, .plain) }
      }
      return (nil, arguments)
    }
    let kind = try section.locatingKind { try index(of: name) }
    return (name, try named[kind].read(section, except: ["name"]))
  }
}
