import Tensors

/// The phases of a program for one capacity, with every address resolved but the spaces' beginnings.
struct Plan {
  enum Phase {
    /// Steps that run side by side, each over the whole batch.
    case blocks([Step])
    /// Blocks that depend on the parameters alone: left out where those are as they were in the run before.
    case parameters([Step])
    case stage(Stage)
  }

  /// Sample-local steps that run one after another over each tile; groups of tiles run side by side.
  struct Stage {
    var steps: [Step]
    /// Samples of a tile.
    ///
    /// Does not change any number: a sample's numbers do not depend on its neighbours.
    var tile: Int
    /// Group g holds the samples from `capacity * g / groups` on; accumulators are added up group by group, so where
    /// there are some the partition depends on the capacity alone, never on threads.
    var groups: Int
    /// Where this stage's accumulators lie within a group's.
    var accumulators: Range<Int>
  }

  let phases: [Phase]
  /// What each phase computes.
  let stages: [PlanStage]
  let capacity: Int
  /// Floats of scratch for each worker.
  let scratchCount: Int
  let batchCount: Int
  let sharedCount: Int
  /// Floats of one group's accumulators.
  let accumulatorCount: Int
  /// The most groups of any stage.
  let groupCount: Int
  /// The floats of the parameter vector.
  let parameterCount: Int
  /// The floats that the gradient vector must have; 0 where no gradient is computed.
  let gradientCount: Int
  /// The floats of the statistics, which follow the trained parameters in the parameter vector.
  let statisticCount: Int
  /// The numbers in the shared space that never change.
  let constants: [(offset: Int, value: Float)]
  /// The numbers in the shared space that a run begins with.
  let stepNumbers: [(offset: Int, number: StepNumber)]
  /// Where each result lies, and how.
  let results: [ResultNode: (location: Location, layout: Layout?)]
  /// Tables that the kernels read.
  let tables: KernelTables
}

/// Offsets and masks that kernels read by address, kept as long as the plan.
final class KernelTables {
  private var tables: [UnsafeMutableRawPointer] = []
  private var masks: [Layout: UnsafeMutablePointer<Int32>] = [:]

  /// `values` at an address that stays.
  func table<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: max(values.count, 1))
    pointer.initialize(from: values, count: values.count)
    tables.append(UnsafeMutableRawPointer(pointer))
    return UnsafePointer(pointer)
  }

  /// -1 inside a plane of `layout`, 0 in its margin; nil where there is no margin.
  func mask(_ layout: Layout) -> UnsafePointer<Int32>? {
    guard !layout.isCompact else { return nil }
    if let known = masks[layout] { return UnsafePointer(known) }
    let count = layout.planeStride + 64
    let mask = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    mask.initialize(repeating: 0, count: count)
    for y in 0..<layout.height {
      for x in 0..<layout.width { mask[y * layout.pitch + x] = -1 }
    }
    masks[layout] = mask
    return UnsafePointer(mask)
  }

  deinit {
    for pointer in tables { pointer.deallocate() }
    for pointer in masks.values { pointer.deallocate() }
  }
}
