internal import CKernels
import Diagnostics
import Tensors

/// Builds a plan from a schedule: assigns memory to each value and collects the steps of each operation.
final class PlanBuilder {
  let graph: Graph
  let kernels: HGKernels
  /// The maximum number of samples of this process.
  let capacity: Int
  /// The maximum number of samples of all processes.
  private let batchSize: Int
  /// Which units compute vectors of samples.
  let sampleVectors: SampleVectors
  let threads: Int
  /// The number of processes that share a batch.
  let ranks: Int
  let layouts: Layouts
  let tables = KernelTables()

  let live: LiveGraph
  private let schedule: Schedule
  private var phases: [Plan.Phase] = []
  private var stages: [PlanStage] = []
  private var sharedCount = 0
  /// Floats of samples of all processes so far.
  var samplesCount = 0
  /// Floats of packed parameters so far.
  var packedCount = 0
  /// The division of the batch for sums in stages.
  let segments: Segments
  /// Floats of the accumulators of one segment, over all stages so far.
  var accumulatorCount = 0
  /// Terms of sums over samples so far.
  var termCount = 0
  private var scratchCount = 0
  private var constants: [(offset: Int, value: Float)] = []
  private var stepNumbers: [(offset: Int, number: StepNumber)] = []
  private var locations: [Int: Location] = [:]
  private var packedMatrices: [Int: Location] = [:]
  private var parameterPacking: [Step] = []
  private var packedParameters: [LoweredUnit] = []

  /// What is exchanged with the other processes that share a batch.
  var exchanges: PlannedExchanges

  // State of the current phase.
  private var steps: [Step] = []
  private var sizes: [Int] = []
  private var lowered: [LoweredUnit] = []
  private var packing: [Step] = []
  /// Blocks that add up the segments once the stage has ended.
  var reductions: [Step] = []
  private var scratch = SlotAllocator(samples: 1)
  /// The samples of a tile in the current stage.
  private var tile = 1
  private var time = 0
  /// Whether the current phase consists of blocks.
  private(set) var isOfBlocks = false

  init(_ program: Program, capacity: Int, batchSize: Int, threads: Int, ranks: Int, kernels: HGKernels) {
    self.kernels = kernels
    self.threads = threads
    self.ranks = ranks
    (self.capacity, self.batchSize) = (capacity, batchSize)
    graph = program.graph
    live = LiveGraph(program)
    exchanges = PlannedExchanges(live, batchSize: batchSize, ranks: ranks)
    segments = Segments(accumulatorFloats: live.accumulatorFloats)
    layouts = Layouts(live)
    sampleVectors = SampleVectors(live, batchSize: batchSize, layouts: layouts)
    // Processes exchange values between the same phases, whatever the threads of each.
    schedule = Schedule(
      live, capacity: capacity, threads: ranks > 1 ? 1 : threads, early: exchanges.early, awaiting: exchanges.awaiting)
  }

  /// The plan for `program`.
  func build(_ program: Program) -> Plan {
    let lifetimes = Lifetimes(live, schedule: schedule, layouts: layouts)
    placeLeaves()
    clearGradients(program)
    var batch = SlotAllocator(samples: capacity)
    for (index, phase) in schedule.phases.enumerated() {
      for unit in phase.units where lifetimes.storage(of: unit.result) == unit.result {
        placeAcrossPhases(unit.result, phase: index, lifetimes, &batch)
      }
      exchangeSums(readBy: phase.units)
      switch phase {
      case .blocks(let units):
        isOfBlocks = true
        tile = 1
        scratch = SlotAllocator(samples: 1, start: scratchCount)
        for (index, unit) in units.enumerated() {
          time = index
          adoptAlias(unit.result, lifetimes)
          lower(unit)
        }
        scratchCount = scratch.total
        finishBlocks(describeBlocks(lowered))
        noteSums(of: units)
      case .stage(let units, let affinity):
        isOfBlocks = false
        buildStage(units, affinity: affinity, phase: index, lifetimes)
      }
      startSamples(of: phase.units)
      startExchanges(before: schedule.phases[(index + 1)...])
    }
    append(takeWaitingSums())
    for unit in live.units { adoptAlias(unit.result, lifetimes) }
    if !parameterPacking.isEmpty {
      phases.insert(.parameters(parameterPacking), at: 0)
      stages.insert(describePacking(packedParameters), at: 0)
    }
    var results: [ResultNode: (location: Location, layout: Layout?)] = [:]
    for node in program.resultNodes {
      results[node] = (location(node.id), shape(node.id).isBatched ? layouts[node.id] : nil)
    }
    return Plan(
      phases: phases, stages: stages, capacity: capacity, scratchCount: scratchCount, batchCount: batch.total,
      sharedCount: sharedCount, samplesCount: samplesCount, packedCount: packedCount,
      segments: segments, accumulatorCount: accumulatorCount, termCount: termCount,
      parameterCount: graph.parameters.vectorCount,
      gradientCount: program.gradients.isEmpty ? 0 : graph.parameters.trainedCount,
      statisticCount: graph.parameters.vectorCount - graph.parameters.trainedCount, constants: constants,
      stepNumbers: stepNumbers, gradient: exchanges.gradient.joined, lateGradient: exchanges.late.joined,
      results: results, tables: tables)
  }

  // MARK: For operations

  /// The shape of a node's value.
  func shape(_ node: Int) -> Shape { graph.nodes[node].shape }

  /// The location of a node's value.
  func location(_ node: Int) -> Location {
    guard let location = locations[node] else { fatalError("node \(node) has no location yet") }
    return location
  }

  /// Allocates `count` floats for the current unit, whatever the tile size.
  func workspace(floats count: Int) -> Location {
    Location(space: .scratch, offset: scratch.allocate(floats: count, at: time), sampleStride: 0)
  }

  /// Allocates memory for the current unit, laid out by `layout`.
  ///
  /// Phases have values in their margins only if a kernel is larger than its stride. The planes beside them then have a
  /// lead, which phases lack, so no value reuses their slot.
  func workspace(_ layout: Layout) -> Location {
    Location(
      space: .scratch, offset: scratch.allocate(layout, from: time, to: time), sampleStride: layout.sampleStride)
  }

  /// Allocates `count` shared floats.
  func shared(_ count: Int) -> Location {
    defer { sharedCount += roundUp(count) + 64 }
    return Location(space: .shared, offset: sharedCount, sampleStride: 0)
  }

  /// Adds a step to the current stage, or as a block with a `size` relative to the unit's other blocks.
  func add(size: Int = 1, _ step: @escaping Step) {
    steps.append(step)
    sizes.append(size)
  }

  /// Adds a block that prepares the values at `sources` before the current stage or blocks, in memory from `packing`.
  func addPacking(of sources: Location..., step: @escaping Step) {
    if sources.allSatisfy({ $0.space == .parameters }) { parameterPacking.append(step) } else { packing.append(step) }
  }

  /// The location of the matrix at `node`, packed for products with its transpose.
  ///
  /// `pack` allocates it and adds the packing. It is called only for the node's first use, which also runs first.
  func packed(_ node: Int, _ pack: () -> Location) -> Location {
    if let known = packedMatrices[node] { return known }
    let location = pack()
    packedMatrices[node] = location
    return location
  }

  // MARK: Memory

  private func placeLeaves() {
    for (id, node) in graph.nodes.enumerated() {
      switch node.operation {
      case let value as ParameterValue:
        locations[id] = Location(
          space: .parameters, offset: graph.parameters[value.index].offset, sampleStride: 0)
      case let constant as Constant:
        let place = shared(1)
        constants.append((place.offset, constant.value))
        locations[id] = place
      case let number as StepNumber:
        let place = shared(1)
        stepNumbers.append((place.offset, number))
        locations[id] = place
      default: break
      }
    }
  }

  private func placeAcrossPhases(_ node: Int, phase: Int, _ lifetimes: Lifetimes, _ batch: inout SlotAllocator) {
    let shape = shape(node)
    if !shape.isBatched {
      locations[node] = live.outputs[node] ?? shared(shape.count)
    } else if let last = lifetimes.lastPhase(of: node), last > phase {
      let layout = layouts[node]
      locations[node] = Location(
        space: .batch, offset: batch.allocate(layout, from: phase, to: last), sampleStride: layout.sampleStride)
    }
  }

  /// Gives a reshape without a copy the location of its operand.
  private func adoptAlias(_ node: Int, _ lifetimes: Lifetimes) {
    let storage = lifetimes.storage(of: node)
    if storage != node, locations[node] == nil { locations[node] = locations[storage] }
  }

  // MARK: Phases

  /// Adds blocks that clear the gradients that are always zero.
  private func clearGradients(_ program: Program) {
    for (entry, gradient) in zip(graph.parameters, program.gradients)
    where gradient == nil && entry.parameter.role.isTrained {
      let place = Location(space: .gradients, offset: entry.offset, sampleStride: 0)
      let count = entry.parameter.count
      add(size: count) { context in context.pointer(place).update(repeating: 0, count: count) }
    }
    finishBlocks(describeClearing(sizes))
  }

  private func lower(_ unit: Unit) {
    guard let operation = graph.nodes[unit.root].operation as? any CPUOperation else { fatalError("no kernel") }
    let (firstStep, firstPacking, firstOfParameters) = (steps.count, packing.count, parameterPacking.count)
    operation.lower(unit, into: self)
    lowered.append(
      LoweredUnit(unit: unit, sizes: Array(sizes[firstStep...]), packings: packing.count - firstPacking))
    packedParameters.append(
      LoweredUnit(unit: unit, sizes: [], packings: parameterPacking.count - firstOfParameters))
  }

  func append(_ phase: Plan.Phase, _ stage: @autoclosure () -> PlanStage) {
    phases.append(phase)
    stages.append(stage())
  }

  private func finishBlocks(_ stage: @autoclosure () -> PlanStage) {
    if !packing.isEmpty { append(.blocks(packing), describePacking(lowered)) }
    append(exchanges.before)
    if !steps.isEmpty { append(.blocks(steps), stage()) }
    (steps, sizes, lowered, packing, exchanges.before) = ([], [], [], [], [])
  }

  private func buildStage(_ units: [Unit], affinity: TileAffinity, phase: Int, _ lifetimes: Lifetimes) {
    let firstAccumulator = accumulatorCount
    let sums = units.reduce(0) { total, unit in
      shape(unit.result).isBatched ? total : total + roundUp(shape(unit.result).count)
    }
    let tiling = Tiling(
      affinity: affinity, capacity: capacity, batchSize: batchSize, threads: threads,
      segments: sums > 0 ? segments : nil, ranks: ranks,
      scratchFloatsPerSample: lifetimes.scratchPerSample(units, inPhase: phase, live, layouts),
      samples: units.map(sampleVectors.count).max() ?? 1)
    let groups = tiling.groups
    tile = tiling.tile
    // Each stage has its own scratch: values of another stage would spoil the margins.
    scratch = SlotAllocator(samples: tile, start: scratchCount)
    for (index, unit) in units.enumerated() {
      time = index
      place(unit.result, at: index, lifetimes)
      lower(unit)
    }
    scratchCount = scratch.total
    let accumulators = firstAccumulator..<accumulatorCount
    if !packing.isEmpty { append(.blocks(packing), describePacking(lowered)) }
    append(
      .stage(Plan.Stage(steps: steps, tile: tile, groups: groups, accumulators: accumulators)),
      describeStage(lowered, groups: groups, accumulators: accumulators.count))
    if !reductions.isEmpty {
      append(
        .blocks(reductions),
        describeReduction(lowered, accumulators: accumulators.count, blocks: reductions.count))
    }
    noteSums(of: units)
    finishExchanges(lowered)
    (steps, sizes, lowered, packing, reductions) = ([], [], [], [], [])
  }

  private func place(_ node: Int, at index: Int, _ lifetimes: Lifetimes) {
    adoptAlias(node, lifetimes)
    guard shape(node).isBatched, locations[node] == nil else { return }
    let layout = layouts[node]
    let offset = scratch.allocate(layout, from: index, to: lifetimes.lastTime(of: node))
    locations[node] = Location(space: .scratch, offset: offset, sampleStride: layout.sampleStride)
  }
}
