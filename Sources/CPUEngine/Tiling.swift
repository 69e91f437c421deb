import Tensors

/// The partition of a stage's samples into groups and tiles.
///
/// It changes no result: samples do not depend on each other, and sums add up segments of the batch. Which algorithm computes
/// a sample is chosen before it, by `SampleVectors`.
struct Tiling {
  /// The maximum number of samples that pass through the stage together.
  let tile: Int
  /// The number of groups of samples; a group is a thread's unit of work.
  let groups: Int

  /// The maximum scratch of a tile in a second-level cache of one megabyte, with room for weights.
  private static let cacheFloats = 128 * 1024
  /// The rows of a matrix tile: enough to reuse weights, few enough to leave groups for any machine.
  private static func matrixRows(capacity: Int) -> Int { max(36, min(144, capacity / 16)) }
  /// The maximum number of groups with tiles of many samples: enough for any machine.
  private static let maxGroups = 256
  /// The minimum number of rows worth a thread.
  private static let minRows = 8

  /// - Parameters:
  ///   - capacity: The maximum number of samples of this process.
  ///   - batchSize: The maximum number of samples of all processes.
  ///   - segments: The division of the batch for the stage's sums; nil without any.
  ///   - ranks: The number of processes that share the batch.
  ///   - samples: The samples of a tile of planes where units compute vectors of samples, else 1.
  init(
    affinity: TileAffinity, capacity: Int, batchSize: Int, threads: Int, segments: Segments?, ranks: Int,
    scratchFloatsPerSample: Int,
    samples: Int
  ) {
    var groups: Int
    var tile: Int
    switch affinity {
    case .planes where samples > 1:
      tile = samples
      groups = min(Self.maxGroups, (capacity + samples - 1) / samples)
    case .planes:
      tile = max(1, min(4, Self.cacheFloats / max(scratchFloatsPerSample, 1)))
      groups = min(32, capacity)
    case .matrix:
      let rows = Self.matrixRows(capacity: capacity)
      let tiles = (capacity + rows / 2) / rows
      // As many tiles for each thread, so that all end together.
      let shares = max(1, (tiles + threads - 1) / threads)
      groups = max(1, min(shares * threads, capacity / Self.minRows))
      tile = (capacity + groups - 1) / groups
    }
    groups = max(1, min(groups, capacity))
    if let segments {
      let unit = affinity == .planes ? tile : 1
      groups = Self.divisor(
        of: segments.count, near: groups * ranks, threads: threads * ranks, samples: batchSize, unit: unit)
      if affinity == .matrix { tile = max(tile, (batchSize + groups - 1) / groups) }
    }
    (self.tile, self.groups) = (tile, groups)
  }

  /// The divisor of `count` nearest to `wanted` of those that leave threads idle, and tiles of `unit` samples unfilled, hardly
  /// more than they must.
  private static func divisor(of count: Int, near wanted: Int, threads: Int, samples: Int, unit: Int) -> Int {
    func distance(_ groups: Int) -> Double {
      let ratio = Double(groups) / Double(wanted)
      return max(ratio, 1 / ratio)
    }
    /// The samples that threads have time for, with whole tiles alone.
    func samplesInTime(_ groups: Int) -> Int {
      let rounds = (groups + threads - 1) / threads
      let tiles = (samples + groups * unit - 1) / (groups * unit)
      return rounds * threads * tiles * unit
    }
    let divisors = (1...count).filter { count.isMultiple(of: $0) }
    let near = divisors.filter { distance($0) <= 4 }
    let candidates = near.isEmpty ? divisors : near
    let fewest = candidates.map(samplesInTime).min()!
    return candidates.filter { 10 * samplesInTime($0) <= 11 * fewest }.min { distance($0) < distance($1) }!
  }
}
