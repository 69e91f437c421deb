/// From where the server fetches pictures whose address people give.
public enum FetchPolicy: String, Sendable, CaseIterable {
  /// From nowhere.
  case none
  /// From addresses of the public internet; not from this machine, its network, or a cloud's.
  case `public`
  /// From all addresses, those of this machine and its network too.
  case all
}
