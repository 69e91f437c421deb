import Clusters
import Tensors

// Memory of a program that processes of one host share: packed parameters, where each packs a part, and the values of the
// samples of all, where each writes its own. Between two runs of a training step all processes meet.
extension CPUProgram {
  /// The packed floats from which processes share them: 256 KB, which take far longer than it takes to meet.
  private static let sharedFloats = 1 << 16

  /// Moves the packed parameters and samples to memory that the processes share; every process calls it.
  ///
  /// They stay where they are if the processes have no memory in common, or if their plans differ, as with different
  /// numbers of threads. So do few packed parameters.
  func shareMemory() {
    let vectors = [(samples, plan.samplesCount > 0), (packed, plan.packedCount >= Self.sharedFloats)]
      .filter(\.1).map(\.0)
    guard !vectors.isEmpty else { return }
    let own = plan.stages.flatMap(\.operations) + ["\(plan.samplesCount) \(plan.packedCount) \(packingCount)"]
    guard communicator.gather(own).allSatisfy({ $0 == own }) else { return }
    for vector in vectors {
      guard let memory = communicator.shareMemory(byteCount: FlatVector.byteCount(of: vector.count)) else { return }
      vector.move(to: memory.start, of: memory)
      forgetPacking()
    }
  }

  /// Whether other processes read what this one writes.
  var sharesMemory: Bool { samples.isShared || packed.isShared }

  /// The blocks that this process packs.
  func ownPacking(_ blocks: [Step]) -> [Step] {
    guard packed.isShared else { return blocks }
    return stride(from: communicator.rank, to: blocks.count, by: communicator.size).map { blocks[$0] }
  }

  /// Waits until the other processes have packed their blocks.
  func finishPacking() {
    if packed.isShared { communicator.barrier() }
  }

  private var packingCount: Int {
    plan.phases.reduce(0) { count, phase in
      if case .parameters(let blocks) = phase { count + blocks.count } else { count }
    }
  }
}
