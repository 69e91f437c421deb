import Tensors

/// The partition of a stage's samples into groups and tiles.
///
/// A partition with accumulators does not depend on the machine or the number of threads. Without accumulators it
/// changes no result, because samples do not depend on each other. Results are the same everywhere.
struct Tiling {
  /// The number of samples that pass through the stage together.
  let tile: Int
  /// The number of groups of samples, each with its own accumulators; a group is a thread's unit of work.
  let groups: Int

  /// The maximum scratch of a tile in a second-level cache of one megabyte, with room for weights.
  private static let cacheFloats = 128 * 1024
  /// The maximum scratch of a tile with a number of samples chosen by an operation: twice that cache, because each
  /// value is read once or twice.
  private static let maxFloats = 512 * 1024
  /// The maximum memory for the accumulators of all groups.
  private static let accumulatorBudget = 4 * 1024 * 1024
  /// The rows of a matrix tile: enough to reuse weights, few enough to leave groups for any machine.
  private static func matrixRows(capacity: Int) -> Int { max(36, min(144, capacity / 16)) }
  /// The maximum number of groups with tiles of many samples: enough for any machine.
  private static let maxGroups = 256
  /// The minimum number of rows worth a thread.
  private static let minRows = 8

  /// - Parameter samples: The preferred number of samples of a tile of planes, if there are two such tiles that fit the
  ///   caches.
  init(
    affinity: TileAffinity, capacity: Int, threads: Int, accumulatorFloats: Int, scratchFloatsPerSample: Int,
    samples: Int
  ) {
    var groups: Int
    switch affinity {
    case .planes
    where samples > 1 && 2 * samples <= capacity && samples * scratchFloatsPerSample <= Self.maxFloats:
      tile = samples
      groups = min(Self.maxGroups, (capacity + samples - 1) / samples)
    case .planes:
      tile = max(1, min(4, Self.cacheFloats / max(scratchFloatsPerSample, 1)))
      groups = min(32, capacity)
    case .matrix:
      let rows = Self.matrixRows(capacity: capacity)
      let tiles = (capacity + rows / 2) / rows
      if accumulatorFloats == 0 {
        // As many tiles for each thread, so that all end together.
        let shares = max(1, (tiles + threads - 1) / threads)
        groups = max(1, min(shares * threads, capacity / Self.minRows))
      } else {
        // An even number of tiles, so that two threads end together.
        groups = max(1, min(capacity, (tiles + 1) / 2 * 2))
      }
      tile = (capacity + groups - 1) / groups
    }
    if accumulatorFloats > 0 {
      groups = min(groups, max(4, Self.accumulatorBudget / accumulatorFloats))
    }
    self.groups = max(1, min(groups, capacity))
  }
}
