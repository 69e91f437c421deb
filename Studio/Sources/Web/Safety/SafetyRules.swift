/// Who may ask, and from where.
public struct SafetyRules: Sendable {
  /// The names of hosts that requests may be for, without ports.
  public var hosts: Set<String>

  /// The names of this machine's loopback, and `others`.
  public init(otherHosts others: [String] = []) {
    hosts = Set(["localhost", "127.0.0.1", "[::1]"] + others.map { $0.lowercased() })
  }

  /// Whether requests for `authority`, a host with or without a port, are answered.
  func allows(authority: String) -> Bool { hosts.contains(Self.host(of: authority)) }

  /// The host of `localhost:8080` or `[::1]:8080`.
  static func host(of authority: String) -> String {
    let authority = authority.lowercased()
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
    return String(authority.prefix { $0 != ":" })
  }
}
