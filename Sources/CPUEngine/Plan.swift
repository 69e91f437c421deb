import Tensors

/// The phases of a program for one capacity, complete but for the base addresses of the spaces.
struct Plan {
  enum Phase {
    /// Parallel steps, each over the whole batch.
    case blocks([Step])
    /// Blocks that depend on the parameters alone, skipped while these are unchanged.
    case parameters([Step])
    /// Values that processes combine.
    case exchange([Exchange])
    /// Parts of the gradient that no later phase changes: their exchange between processes may start.
    ///
    /// Whether it does is the communicator's decision: the plan, and its rounding, follow from the number of processes.
    case gradients(GradientParts)
    /// Values of samples that are there: their exchange between processes may start. A phase of exchanges ends it.
    case samples([SamplesExchange])
    case stage(Stage)
  }

  /// Sample-local steps that run in order over each tile; groups of tiles run in parallel.
  struct Stage {
    var steps: [Step]
    /// The samples of a tile.
    ///
    /// The tile size changes no result, because samples do not depend on each other.
    var tile: Int
    /// The number of groups of the whole batch.
    ///
    /// With accumulators a group consists of whole segments: a divisor of their number. Without, group g of this process
    /// starts at sample `capacity * g / groups`.
    var groups: Int
    /// The range of this stage's accumulators within a segment's.
    var accumulators: Range<Int>
  }

  let phases: [Phase]
  /// The description of each phase.
  let stages: [PlanStage]
  let capacity: Int
  /// The floats of scratch per worker.
  let scratchCount: Int
  let batchCount: Int
  let sharedCount: Int
  /// The floats of samples of all processes.
  let samplesCount: Int
  /// The floats of packed parameters.
  let packedCount: Int
  /// The division of the batch for sums in stages.
  let segments: Segments
  /// The floats of one segment's accumulators.
  let accumulatorCount: Int
  /// The terms of sums over samples, in double precision.
  let termCount: Int
  /// The length of the parameter vector.
  let parameterCount: Int
  /// The required length of the gradient vector; 0 without gradients.
  let gradientCount: Int
  /// The number of statistics, which follow the trained parameters in the parameter vector.
  let statisticCount: Int
  /// The constants in the shared space.
  let constants: [(offset: Int, value: Float)]
  /// The values in the shared space that are set at the start of a run.
  let stepNumbers: [(offset: Int, number: StepNumber)]
  /// The parts of the gradient that processes that share a batch combine.
  let gradient: GradientParts
  /// Those of them whose exchange no phase starts.
  let lateGradient: GradientParts
  /// The location and layout of each result.
  let results: [ResultNode: (location: Location, layout: Layout?)]
  /// Tables that the kernels read.
  let tables: KernelTables
}

extension Plan {
  /// Whether all processes meet after the last computation.
  var endsWithExchange: Bool { if case .exchange = phases.last { true } else { false } }
}

/// Offsets and masks for kernels, at addresses that are valid as long as the plan.
final class KernelTables {
  private var tables: [UnsafeMutableRawPointer] = []
  private var masks: [Layout: UnsafeMutablePointer<Int32>] = [:]

  /// Copies `values` to a stable address.
  func table<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafePointer<Value> {
    let pointer = UnsafeMutablePointer<Value>.allocate(capacity: max(values.count, 1))
    pointer.initialize(from: values, count: values.count)
    tables.append(UnsafeMutableRawPointer(pointer))
    return UnsafePointer(pointer)
  }

  /// -1 inside a plane of `layout`, 0 in its margin; nil without a margin.
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
