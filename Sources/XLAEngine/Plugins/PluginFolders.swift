internal import Files
internal import Foundation

/// The folders where plugins are.
public enum PluginFolders {
  /// The variable that names the folder of installed plugins.
  public static let variable = "HOURGLASS_DEVICES"

  /// The variable by which JAX finds plugins: `cuda:/path/plugin.so,…`; it comes first.
  static let named = "PJRT_NAMES_AND_LIBRARY_PATHS"

  /// Where plugins are installed, each package in a folder of its own: `$HOURGLASS_DEVICES`, else
  /// `$XDG_DATA_HOME/hourglass/devices`, else `~/.local/share/hourglass/devices`; nil without a home folder.
  public static func installed(environment: [String: String]) -> String? {
    if let folder = environment[variable], !folder.isEmpty { return folder }
    return UserData.folder(environment: environment).map { "\($0)/devices" }
  }

  /// Pythons' folders of packages, those of installed plugins first.
  static func packages(environment: [String: String]) -> [String] {
    var roots: [String] = []
    if let folder = installed(environment: environment) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted().reversed() ?? []
      roots += names.map { "\(folder)/\($0)" }
    }
    roots += ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap { environment[$0] }
    if let home = environment["HOME"], !home.isEmpty { roots.append("\(home)/.local") }
    roots += ["/usr/local", "/usr"]
    return roots.flatMap { root in
      let folders = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/lib")) ?? []
      return folders.filter { $0.hasPrefix("python3") }.sorted().reversed().flatMap { python in
        ["\(root)/lib/\(python)/site-packages", "\(root)/lib/\(python)/dist-packages"]
      }
    }
  }
}

extension DeviceKind {
  /// The plugins that the environment names for the kind.
  private func namedPlugins(_ environment: [String: String]) -> [String] {
    (environment[PluginFolders.named] ?? "").split(separator: ",").compactMap { entry in
      let parts = entry.split(separator: ":", maxSplits: 1)
      return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
    }
  }

  /// The plugin that `--device auto` measures: the first, where the machine has a driver or the environment names it.
  public func candidate(environment: [String: String]) -> String? {
    driver == nil ? namedPlugins(environment).first : plugins(environment: environment).first
  }

  /// The plugins of the kind on this machine, the one that is used first.
  public func plugins(environment: [String: String]) -> [String] {
    let named = namedPlugins(environment)
    let folders = PluginFolders.packages(environment: environment)
    let installed = folders.flatMap { folder in places.map { "\(folder)/\($0)" } }
    var seen: Set<String> = []
    return named
      + installed.filter { path in
        FileManager.default.fileExists(atPath: path) && seen.insert((path as NSString).resolvingSymlinksInPath).inserted
      }
  }
}

extension Plugin {
  /// Loads the plugin for a kind of device, or the one in a file.
  ///
  /// - Parameters:
  ///   - name: The name of a ``DeviceKind``, or a path, which contains a slash.
  ///   - environment: Where to look.
  /// - Throws: ``DeviceError``: `noPlugin` with what installs one, `noDevice` where a plugin would search for minutes.
  public static func find(_ name: String, environment: [String: String]) throws(DeviceError) -> Plugin {
    if name.contains("/") { return try Plugin(path: name) }
    guard let kind = DeviceKind.named(name) else {
      throw DeviceError.unknown(name)
    }
    guard let path = kind.plugins(environment: environment).first else { throw DeviceError.missing(kind) }
    guard kind.isStartedUnasked || kind.driver != nil else { throw DeviceError.absent(kind, plugin: path) }
    return try Plugin(path: path, name: kind.name)
  }
}
