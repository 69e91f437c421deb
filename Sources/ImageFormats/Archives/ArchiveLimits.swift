/// The limits on the content of an archive.
public struct ArchiveLimits: Hashable, Sendable {
  /// The maximum bytes of one entry.
  public var entry: Int
  /// The maximum bytes of all entries together, skipped ones included.
  public var total: Int
  /// The maximum number of entries, folders and links included.
  public var entries: Int

  /// Sets the limits.
  ///
  /// - Parameters:
  ///   - entry: bytes of one entry, 4 GiB by default.
  ///   - total: bytes of all entries, 16 GiB by default.
  ///   - entries: number of entries, a million by default.
  public init(entry: Int = 4 << 30, total: Int = 16 << 30, entries: Int = 1_000_000) {
    (self.entry, self.total, self.entries) = (entry, total, entries)
  }
}
