/// What an archive may hold at most.
public struct ArchiveLimits: Hashable, Sendable {
  /// Bytes of one entry.
  public var entry: Int
  /// Bytes of all entries together, those that are passed over too.
  public var total: Int
  /// Entries, folders and links too.
  public var entries: Int

  /// 4 GiB an entry, 16 GiB in all, a million entries.
  public init(entry: Int = 4 << 30, total: Int = 16 << 30, entries: Int = 1_000_000) {
    (self.entry, self.total, self.entries) = (entry, total, entries)
  }
}
