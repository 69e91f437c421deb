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
  private let named: [any NamedKind.Type]

  /// - Parameter all: types that conform to ``NamedKind``.
  public init(_ noun: String, _ all: [Kind]) {
    self.noun = noun
    self.all = all
    named = all.compactMap { $0 as? any NamedKind.Type }
    require(named.count == all.count, "a kind of \(noun) is not a NamedKind")
  }

  /// The names in their order.
  public var names: [String] { named.map { $0.name } }

  /// The kind called `name`, in any letter case.
  /// - Throws: ``SettingError`` with the nearest name.
  public func callAsFunction(_ name: String) throws(SettingError) -> Kind {
    let wanted = name.lowercased()
    guard
      let index = named.firstIndex(where: { kind in
        kind.name.lowercased() == wanted || kind.aliases.contains { $0.lowercased() == wanted }
      })
    else {
      throw SettingError(
        .unknownName, Report("no such \(noun)", got: name, cure: knownNames(names, insteadOf: name)))
    }
    return all[index]
  }
}
