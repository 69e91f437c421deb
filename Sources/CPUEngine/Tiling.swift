import Tensors

/// How a stage's samples are cut into groups and tiles.
///
/// Where groups have sums of their own, nothing depends on the machine or on the number of threads, nor do other stages'
/// numbers: a sample's do not depend on its neighbours. Results are the same everywhere.
struct Tiling {
  /// Samples that pass through the stage together.
  let tile: Int
  /// Groups of samples, each with accumulators of its own; the unit of work of a thread.
  let groups: Int

  /// The scratch of a tile that stays in a second-level cache of one megabyte, with room for weights.
  private static let cacheFloats = 128 * 1024
  /// The most scratch of a tile for whose number of samples an operation asks: twice that cache, as each value is read
  /// once or twice.
  private static let mostFloats = 512 * 1024
  /// The most memory for accumulators, over all groups.
  private static let accumulatorBudget = 4 * 1024 * 1024
  /// Rows of a matrix tile: enough to use a weight often, few enough to leave groups for any machine.
  private static func matrixRows(capacity: Int) -> Int { max(36, min(144, capacity / 16)) }
  /// Enough groups of tiles for any machine, where tiles are of many samples.
  private static let mostGroups = 256
  /// The fewest rows that are worth a thread.
  private static let fewestRows = 8

  /// - Parameter samples: that a tile of planes should have, if there are two such tiles and they do not fill the caches.
  init(
    affinity: TileAffinity, capacity: Int, threads: Int, accumulatorFloats: Int, scratchFloatsPerSample: Int,
    samples: Int
  ) {
    var groups: Int
    switch affinity {
    case .planes
    where samples > 1 && 2 * samples <= capacity && samples * scratchFloatsPerSample <= Self.mostFloats:
      tile = samples
      groups = min(Self.mostGroups, (capacity + samples - 1) / samples)
    case .planes:
      tile = max(1, min(4, Self.cacheFloats / max(scratchFloatsPerSample, 1)))
      groups = min(32, capacity)
    case .matrix:
      // An even number of tiles, so that two threads end together.
      let rows = Self.matrixRows(capacity: capacity)
      let tiles = (capacity + rows / 2) / rows
      groups = max(1, min(capacity, (tiles + 1) / 2 * 2))
      if accumulatorFloats == 0 { groups = max(groups, min(threads, capacity / Self.fewestRows)) }
      tile = (capacity + groups - 1) / groups
    }
    if accumulatorFloats > 0 {
      groups = min(groups, max(4, Self.accumulatorBudget / accumulatorFloats))
    }
    self.groups = max(1, min(groups, capacity))
  }
}
