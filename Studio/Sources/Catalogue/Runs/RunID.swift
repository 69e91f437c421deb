/// The identifier of a run in addresses: its name with `~` for `/`.
///
/// `~` and `%` of a name are percent-encoded, so that each identifier leads back to one name: `AE/a~b` is `AE~a%7Eb`.
public enum RunID {
  /// The identifier of the run called `name`.
  public static func id(of name: String) -> String {
    name.replacing("%", with: "%25").replacing("~", with: "%7E").replacing("/", with: "~")
  }

  /// The name of the run with the identifier `id`; nil for a text that is none.
  public static func name(of id: String) -> String? {
    let parts = id.replacing("~", with: "/").split(separator: "%", omittingEmptySubsequences: false)
    var name = String(parts[0])
    for part in parts.dropFirst() {
      switch part.prefix(2) {
      case "25": name += "%"
      case "7E": name += "~"
      default: return nil
      }
      name += part.dropFirst(2)
    }
    return name.isEmpty ? nil : name
  }
}
