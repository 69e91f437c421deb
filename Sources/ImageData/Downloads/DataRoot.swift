/// The folder of downloaded data sets, with a folder for each.
public enum DataRoot {
  /// `$HOURGLASS_DATA`, else ``cache(environment:)``; nil if neither is known.
  public static func standard(environment: [String: String]) -> String? {
    if let folder = environment[DatasetCatalogue.environmentVariable], !folder.isEmpty { return folder }
    return cache(environment: environment)
  }

  /// `$XDG_CACHE_HOME/hourglass`, else `~/.cache/hourglass`; nil without a home folder.
  public static func cache(environment: [String: String]) -> String? {
    // The XDG specification ignores a relative path.
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return "\(folder)/hourglass" }
    return environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.cache/hourglass" }
  }
}
