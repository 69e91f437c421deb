/// For which hosts the server answers, and from which pages it accepts changes.
public struct SafetyRules: Sendable {
  /// The names that requests may be for, compared without ports.
  let hosts: Set<String>
  /// Names that a proxy in front of the server goes by; its pages may ask for changes.
  let publicNames: [Authority]
  /// Whether any address, but no other name, may be asked for.
  let allowsAddresses: Bool

  /// Allows the names of this machine's loopback and others.
  ///
  /// - Parameters:
  ///   - names: Names that the server goes by behind a proxy, with a port where the proxy does not listen at the default
  ///     port: `studio.example.org`, `studio.example.org:8443`.
  ///   - address: The address that the server listens at. Unless it is a loopback, requests for any IP address are
  ///     answered: a name that an attacker controls is none.
  public init(otherHosts names: [String] = [], listeningAt address: String = "127.0.0.1") {
    publicNames = names.compactMap { Authority($0) }
    let own = Authority(address)
    allowsAddresses = !Self.isLoopback(address)
    hosts = Set(["localhost", "127.0.0.1", "[::1]"] + publicNames.map(\.host) + [own?.host].compactMap(\.self))
  }

  /// Whether a server that listens at `address` is reached from this machine alone.
  public static func isLoopback(_ address: String) -> Bool {
    address == "::1" || Authority(address)?.isLoopback == true
  }

  /// Whether `name` can be a name that the server goes by.
  public static func isHostName(_ name: String) -> Bool { Authority(name) != nil }

  /// Whether requests for `authority` are answered.
  func allows(_ authority: Authority) -> Bool {
    hosts.contains(authority.host) || (allowsAddresses && authority.isAddress)
  }

  /// Whether pages of `origin` may ask the server at `authority` for changes.
  func allowsChanges(from origin: Origin, to authority: Authority) -> Bool {
    origin.isSame(as: authority) || publicNames.contains { origin.isSame(as: $0) }
  }
}
