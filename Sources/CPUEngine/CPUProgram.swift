internal import CKernels
import Clusters
import Diagnostics
internal import Synchronization
public import Tensors

/// A plan with its memory.
final class CPUProgram: PreparedProgram {
  let plan: Plan
  let kernels: HGKernels
  private let threads: ThreadPool
  let communicator: any Communicator
  /// The values that an exchange sends or receives together.
  let exchanged: FlatVector
  private let batch: FlatVector
  private let shared: FlatVector
  /// The values of the samples of all processes, which those of one host may share.
  let samples: FlatVector
  /// The packed parameters, which processes of one host may share.
  let packed: FlatVector
  private let accumulators: FlatVector
  /// This process's terms of sums over samples, in double precision.
  let terms: FlatVector
  private let statistics: FlatVector
  private let scratch: [FlatVector]
  /// The base address of each space, by worker.
  let bases: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
  private let nothing = FlatVector(count: 0)
  private(set) var sampleCount = 0
  /// The exchanges of the gradient that the last run started.
  var startedExchanges: [any PendingExchange] = []
  /// The exchanges of samples that this run has started, by the place of the results.
  var startedSamples: [Int: any PendingExchange] = [:]
  /// The version of the packed parameters.
  private var packedVersion: Int?

  var capacity: Int { plan.capacity }
  let profile: ProgramProfile?
  private let memory: ProgramMemory

  init(
    _ plan: Plan, kernels: HGKernels, threads: ThreadPool, communicator: any Communicator, memory: ProgramMemory,
    isProfiled: Bool
  ) {
    (self.plan, self.kernels) = (plan, kernels)
    self.communicator = communicator
    exchanged = FlatVector(count: plan.exchangedCount)
    self.memory = memory
    profile = isProfiled ? ProgramProfile(plan.stages, threads: threads) : nil
    self.threads = threads
    batch = FlatVector(count: plan.batchCount)
    shared = FlatVector(count: plan.sharedCount)
    samples = FlatVector(count: plan.samplesCount)
    packed = FlatVector(count: plan.packedCount)
    accumulators = FlatVector(count: plan.accumulatorCount * plan.segments.count)
    terms = FlatVector(count: 2 * plan.termCount)
    statistics = FlatVector(count: plan.statisticCount)
    scratch = (0..<threads.count).map { _ in FlatVector(count: plan.scratchCount) }
    bases = .allocate(capacity: threads.count * Space.allCases.count)
    bases.initialize(repeating: nothing.changing(), count: threads.count * Space.allCases.count)
    for (offset, value) in plan.constants { shared[offset] = value }
    memory.bytes.add(byteCount, ordering: .relaxed)
  }

  deinit {
    bases.deallocate()
    memory.bytes.subtract(byteCount, ordering: .relaxed)
  }

  /// The bytes of all vectors that the program allocates.
  private var byteCount: Int {
    ([batch, shared, samples, packed, accumulators, terms, statistics, exchanged] + scratch).reduce(0) { $0 + $1.count }
      * MemoryLayout<Float>.size
  }

  func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    at position: RunPosition
  ) {
    run(
      count: count, feeds: feeds, parameters: parameters, gradients: gradients, startingExchanges: false, at: position)
  }

  /// Runs the program.
  ///
  /// - Parameter startingExchanges: Whether processes exchange parts of the gradient as soon as these are there;
  ///   ``combine(_:)`` waits for them.
  func run(
    count: Int, feeds: [String: Feed], parameters: any DeviceVector, gradients: (any DeviceVector)?,
    startingExchanges: Bool, at position: RunPosition
  ) {
    let (parameters, gradientVector) = (parameters.inHostMemory, gradients?.inHostMemory)
    require(
      count >= (position.share == nil ? 1 : 0) && count <= capacity,
      "a batch of \(count) for a program prepared for 1 to \(capacity)")
    require(
      position.share.map { $0.count == count && $0.counts.count == communicator.size } ?? true,
      "a batch of \(count) in process \(communicator.rank) of \(communicator.size)")
    require(parameters.count >= plan.parameterCount, "\(parameters.count) of \(plan.parameterCount) parameters")
    require((gradientVector?.count ?? 0) >= plan.gradientCount, "no memory for \(plan.gradientCount) gradients")
    sampleCount = count
    if position.share == nil { for vector in [samples, packed] { vector.leaveSharedMemory() } }
    let (batch, shared, statistics) = (batch.changing(), shared.changing(), statistics.changing())
    let (samples, packed) = (samples.changing(), packed.changing())
    let (accumulators, terms) = (accumulators.changing(), terms.changing())
    let gradients = (gradientVector ?? nothing).changing()
    for worker in 0..<threads.count {
      let base = basesOf(worker)
      base[Space.scratch.rawValue] = scratch[worker].changing()
      base[Space.batch.rawValue] = batch
      base[Space.shared.rawValue] = shared
      base[Space.samples.rawValue] = samples
      base[Space.packed.rawValue] = packed
      base[Space.accumulators.rawValue] = accumulators
      base[Space.terms.rawValue] = terms
      base[Space.parameters.rawValue] = UnsafeMutablePointer(mutating: parameters.pointer)
      base[Space.gradients.rawValue] = gradients
      base[Space.statistics.rawValue] = statistics
    }
    for (offset, number) in plan.stepNumbers { shared[offset] = number.value(samples: count, at: position) }
    profile?.noteRun(images: count)
    for (index, phase) in plan.phases.enumerated() {
      switch phase {
      case .parameters(let steps):
        guard packedVersion != parameters.version else { continue }
        run(ownPacking(steps), phase: index, count: count, feeds: feeds, at: position)
        finishPacking()
        packedVersion = parameters.version
      case .blocks(let steps):
        run(steps, phase: index, count: count, feeds: feeds, at: position)
      case .stage(let stage):
        run(stage, phase: index, count: count, feeds: feeds, at: position)
      case .exchange(let exchanges):
        exchange(exchanges, at: position)
      case .gradients(let parts):
        if startingExchanges { startExchanges(of: parts, at: position) }
      case .samples(let samples):
        startExchanges(of: samples, at: position)
      }
    }
  }

  /// Packs the parameters again in the next run.
  func forgetPacking() { packedVersion = nil }

  /// Runs the tasks of a phase on all threads.
  private func run(_ tasks: Int, ofPhase index: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    if let profile { profile.run(stage: index, tasks, body) } else { threads.run(tasks, body) }
  }

  private func run(
    _ blocks: [Step], phase index: Int, count: Int, feeds: [String: Feed], at position: RunPosition
  ) {
    run(blocks.count, ofPhase: index) { task, worker in
      blocks[task](context(worker, count: count, feeds: feeds, at: position))
    }
  }

  private func run(
    _ stage: Plan.Stage, phase index: Int, count: Int, feeds: [String: Feed], at position: RunPosition
  ) {
    let groups = groups(of: stage, context(0, count: count, feeds: feeds, at: position))
    run(groups.count, ofPhase: index) { task, worker in
      var context = context(worker, count: count, feeds: feeds, at: position)
      (context.first, context.count) = (groups[task].lowerBound, groups[task].count)
      if !stage.accumulators.isEmpty {
        let sums = Location(space: .accumulators, offset: stage.accumulators.lowerBound, sampleStride: 0)
        context.forEachSegment(of: plan.segments) {
          $0.pointer(sums).update(repeating: 0, count: stage.accumulators.count)
        }
      }
      let tiles = (groups[task].count + stage.tile - 1) / stage.tile
      for tile in 0..<tiles {
        let start = groups[task].lowerBound + groups[task].count * tile / tiles
        let end = groups[task].lowerBound + groups[task].count * (tile + 1) / tiles
        (context.first, context.count) = (start, end - start)
        for step in stage.steps { step(context) }
      }
    }
  }

  /// The samples of each group of a stage, without empty groups.
  private func groups(of stage: Plan.Stage, _ context: RunContext) -> [Range<Int>] {
    let share = context.share
    let bounds: [Int]
    if stage.accumulators.isEmpty {
      bounds = (0...stage.groups).map { min(context.count, capacity * $0 / stage.groups) }
    } else {
      let segments = plan.segments.count / stage.groups
      bounds = (0...stage.groups).map {
        let start = plan.segments.start($0 * segments, of: context.wholeBatchCount)
        return min(max(start, share.lowerBound), share.upperBound) - share.lowerBound
      }
    }
    return zip(bounds, bounds.dropFirst()).filter { $0 < $1 }.map { $0..<$1 }
  }

  private func context(_ worker: Int, count: Int, feeds: [String: Feed], at position: RunPosition) -> RunContext {
    RunContext(
      count: count, batchCount: count, segmentStride: plan.accumulatorCount, position: position, bases: basesOf(worker),
      feeds: feeds)
  }

  func basesOf(_ worker: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<Float>> {
    bases + worker * Space.allCases.count
  }

  func renewStatistics(of parameters: any DeviceVector, in ranges: [Range<Int>]) {
    guard !ranges.isEmpty else { return }
    let first = plan.parameterCount - plan.statisticCount
    let (to, from) = (parameters.inHostMemory.changing(), statistics.pointer)
    for range in ranges {
      require(range.lowerBound >= first && range.upperBound <= plan.parameterCount, "not statistics: \(range)")
      (to + range.lowerBound).update(from: from + range.lowerBound - first, count: range.count)
    }
  }

  func value(of result: ScalarResult) -> Float {
    RunContext(bases: bases, feeds: [:]).pointer(place(of: result.node).location).pointee
  }

  private func place(of result: ResultNode) -> (location: Location, layout: Layout?) {
    guard let place = plan.results[result] else { fatalError("the result belongs to another program") }
    return place
  }

  func read(
    _ result: TensorResult, factor: Float, summand: Float, into host: UnsafeMutableBufferPointer<Float>
  ) {
    let (location, layout) = place(of: result.node)
    let (samples, count) = (result.shape.isBatched ? sampleCount : 1, result.shape.count)
    require(host.count >= samples * count, "the result has \(samples * count) values, the buffer \(host.count)")
    guard let out = host.baseAddress else { return }
    let start = RunContext(bases: bases, feeds: [:]).pointer(location)
    // Rows without gaps between them are one long row.
    let (channels, rows, width) =
      layout.map { $0.isCompact ? (1, 1, count) : ($0.channels, $0.height, $0.width) } ?? (1, 1, count)
    let block = max(1, 16384 / max(count, 1))
    threads.run((samples + block - 1) / block) { task, _ in
      for sample in task * block..<min((task + 1) * block, samples) {
        for row in 0..<channels * rows {
          let place = (row / rows) * (layout?.planeStride ?? 0) + (row % rows) * (layout?.pitch ?? 0)
          let (from, to) = (start + sample * location.sampleStride + place, out + sample * count + row * width)
          if factor == 1, summand == 0 {
            to.update(from: from, count: width)
          } else {
            for column in 0..<width { to[column] = factor * from[column] + summand }
          }
        }
      }
    }
  }
}

extension PreparedProgram {
  /// The program's profile; nil unless a profiling ``CPUExecutor`` prepared it.
  public var profile: ProgramProfile? { (self as? CPUProgram)?.profile }
}
