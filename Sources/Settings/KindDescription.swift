/// The description of a kind with its settings for help, forms and documents.
public struct KindDescription: Sendable {
  /// The name in run files: `Adam`.
  public let name: String
  /// Other names that choose the kind.
  public let aliases: [String]
  /// What the kind is, one line.
  public let summary: String
  /// What there is to set, with defaults.
  public let settings: [SettingDescription]

  init(_ kind: any NamedKind.Type) {
    (name, aliases, summary, settings) = (kind.name, kind.aliases, kind.summary, kind.settingDescriptions)
  }
}
