/// The hosts from which the server fetches pictures by their address.
public enum FetchPolicy: String, Sendable, CaseIterable {
  /// No host.
  case none
  /// Hosts with public internet addresses; no loopback, private, link-local or other special addresses.
  case `public`
  /// All hosts, including this machine and its network.
  case all
}
