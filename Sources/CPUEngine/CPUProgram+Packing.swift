import Clusters
import Tensors

// The packed parameters of processes of one host, which share their memory: each packs a part of them.
extension CPUProgram {
  /// The packed floats from which processes share them: 256 KB, which take far longer than it takes to meet.
  private static let sharedFloats = 1 << 16

  /// Moves the packed parameters to memory that the processes share; every process calls it.
  ///
  /// They stay where they are if there are few, if the processes have no memory in common, or if their plans differ, as with
  /// different numbers of threads.
  func sharePackedParameters() {
    guard plan.packedCount >= Self.sharedFloats else { return }
    let own = plan.stages.flatMap(\.operations) + ["\(plan.packedCount) \(packingCount)"]
    guard communicator.gather(own).allSatisfy({ $0 == own }) else { return }
    guard let memory = communicator.shareMemory(byteCount: FlatVector.byteCount(of: packed.count)) else { return }
    packed.move(to: memory.start, of: memory)
    forgetPacking()
  }

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
