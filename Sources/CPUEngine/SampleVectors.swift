import Tensors

/// The units that compute vectors of samples, as Winograd's sums do: those of stages of planes where the batch has two such
/// vectors and a cache has room for one.
///
/// They compute other bits than sample by sample. The choice is therefore that of a process alone, whatever stages and shares
/// of the batch several processes have.
struct SampleVectors {
  /// The maximum scratch of a vector: twice a second-level cache of one megabyte, because each value is read once or twice.
  private static let maxFloats = 512 * 1024

  private let counts: [Int: Int]

  /// - Parameter batchSize: The maximum number of samples of all processes.
  init(_ live: LiveGraph, batchSize: Int, layouts: Layouts) {
    let largest = live.units.map(live.samplesTogether).max() ?? 1
    guard largest > 1, 2 * largest <= batchSize else {
      counts = [:]
      return
    }
    // Batches of this size are not shared out to threads within samples: the number of threads does not matter.
    let schedule = Schedule(live, capacity: batchSize, threads: 1)
    let lifetimes = Lifetimes(live, schedule: schedule, layouts: layouts)
    var counts: [Int: Int] = [:]
    for (index, phase) in schedule.phases.enumerated() {
      guard case .stage(let units, affinity: .planes) = phase else { continue }
      let samples = units.map(live.samplesTogether).max() ?? 1
      let scratch = lifetimes.scratchPerSample(units, inPhase: index, live, layouts)
      guard samples * scratch <= Self.maxFloats else { continue }
      for unit in units where live.samplesTogether(unit) > 1 { counts[unit.result] = live.samplesTogether(unit) }
    }
    self.counts = counts
  }

  /// The samples of a vector of `unit`; 1 where it computes sample by sample.
  func count(_ unit: Unit) -> Int { counts[unit.result] ?? 1 }
}

extension Lifetimes {
  /// The scratch of one sample of a stage, as the allocator packs it: its values that no later phase reads.
  func scratchPerSample(_ units: [Unit], inPhase phase: Int, _ live: LiveGraph, _ layouts: Layouts) -> Int {
    var trial = SlotAllocator(samples: 1)
    for (index, unit) in units.enumerated() {
      let node = unit.result
      guard live.graph.nodes[node].shape.isBatched, storage(of: node) == node, lastPhase(of: node) ?? phase <= phase
      else { continue }
      _ = trial.allocate(layouts[node], from: index, to: lastTime(of: node))
    }
    return trial.total
  }
}
