/// Where Hourglass puts what a user adds to it, such as plugins of devices.
package enum UserData {
  /// The folder: `$XDG_DATA_HOME/hourglass`, else `~/.local/share/hourglass`; nil without a home folder.
  package static func folder(environment: [String: String]) -> String? {
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/hourglass" }
    return environment["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.local/share/hourglass" }
  }
}
