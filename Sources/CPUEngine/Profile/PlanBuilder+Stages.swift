import Tensors

/// A lowered unit.
struct LoweredUnit {
  let unit: Unit
  /// The relative sizes of its steps.
  let sizes: [Int]
  /// The number of blocks that pack its weights.
  let packings: Int
}

extension PlanBuilder {
  /// Describes a phase of units with parallel blocks.
  func describeBlocks(_ lowered: [LoweredUnit]) -> PlanStage {
    let units = lowered.map(\.unit)
    let works = lowered.map { Double(arithmetic(of: $0.unit).total(images: capacity)) }
    let total = works.reduce(0, +)
    let sizes = Double(max(lowered.reduce(0) { $0 + $1.sizes.reduce(0, +) }, 1))
    let shares = zip(lowered, works).flatMap { part, work in
      part.sizes.map { size in
        total > 0 ? work / total * Double(size) / Double(part.sizes.reduce(0, +)) : Double(size) / sizes
      }
    }
    return stage(units, title: nil, bytes: bytes(of: units), .blocks(shares))
  }

  /// Describes a stage over tiles; each segment of the batch has `accumulators` floats.
  func describeStage(_ lowered: [LoweredUnit], groups: Int, accumulators: Int) -> PlanStage {
    let units = lowered.map(\.unit)
    let bytes = bytes(of: units) + BatchCount(fixed: 4 * usedSegments * accumulators)
    return stage(units, title: nil, bytes: bytes, .groups(count: groups, capacity: capacity))
  }

  /// Describes a phase that packs weights of units, or features shared by their blocks.
  func describePacking(_ lowered: [LoweredUnit]) -> PlanStage {
    let packed = lowered.filter { $0.packings > 0 }
    var bytes = BatchCount()
    let counts = packed.map { part in
      let inputs = graph.nodes[part.unit.root].inputs.map(shape)
      let weights = inputs.filter { !$0.isBatched }.reduce(0) { $0 + $1.count }
      bytes = bytes + (weights > 0 ? BatchCount(fixed: 8 * weights) : BatchCount(perImage: 8 * inputs[0].count))
      return weights > 0 ? weights : capacity * inputs[0].count
    }
    let floats = counts.reduce(0, +)
    let shares = zip(packed, counts).flatMap { part, count in
      [Double](repeating: Double(count) / Double(max(floats, 1)) / Double(part.packings), count: part.packings)
    }
    let title = bytes.perImage > 0 ? "packing of features" : "packing of weights"
    var stage = stage(packed.map(\.unit), title: title, bytes: bytes, .blocks(shares))
    stage.arithmetic = BatchCount()
    return stage
  }

  /// Describes the phase that adds up the segments of a stage, in parallel `blocks`.
  func describeReduction(_ lowered: [LoweredUnit], accumulators: Int, blocks: Int) -> PlanStage {
    let sums = lowered.map(\.unit).filter { !shape($0.result).isBatched }
    let floats = sums.reduce(0) { $0 + shape($1.result).count }
    var stage = stage(
      sums, title: "sums of \(usedSegments) segments",
      bytes: BatchCount(fixed: 4 * (usedSegments * accumulators + floats)),
      .blocks([Double](repeating: 1 / Double(max(blocks, 1)), count: blocks)))
    stage.arithmetic = BatchCount(fixed: usedSegments * floats)
    return stage
  }

  /// The segments of this process that have samples in a full batch.
  private var usedSegments: Int { min(capacity, (segments.count + ranks - 1) / ranks) }

  /// Describes the phase that merges the parts of all processes, in parallel `blocks`.
  func describeMerging(_ lowered: [LoweredUnit], blocks: Int) -> PlanStage {
    let units = lowered.map(\.unit).filter { graph.nodes[$0.root].operation.needsWholeBatch }
    var stage = stage(
      units, title: "parts of \(ranks) processes",
      bytes: BatchCount(fixed: units.reduce(0) { $0 + 16 * ranks * shape($1.result).count }),
      .blocks([Double](repeating: 1 / Double(max(blocks, 1)), count: blocks)))
    stage.arithmetic = BatchCount()
    return stage
  }

  /// Describes the phase in which processes exchange values.
  func describe(_ exchanges: [Exchange]) -> PlanStage {
    let bytes = exchanges.reduce(0) { $0 + $1.bytes(ranks: ranks, capacity: capacity) }
    return PlanStage(
      operations: ["exchange"], title: "exchange between processes", arithmetic: BatchCount(),
      bytes: BatchCount(fixed: bytes), tasks: .blocks([1]))
  }

  /// Describes the phase that starts the exchange of `parts` of the gradient between processes.
  func describeStart(_ parts: GradientParts) -> PlanStage {
    PlanStage(
      operations: ["start of exchange"], title: "start of an exchange of gradients", arithmetic: BatchCount(),
      bytes: BatchCount(fixed: 4 * parts.floats), tasks: .blocks([1]))
  }

  /// Describes the phase that starts the exchange of samples between processes.
  func describeStart(_ samples: [SamplesExchange]) -> PlanStage {
    let bytes = samples.reduce(0) { $0 + $1.bytes(ranks: ranks, capacity: capacity) }
    return PlanStage(
      operations: ["start of exchange"], title: "start of an exchange of samples", arithmetic: BatchCount(),
      bytes: BatchCount(fixed: bytes), tasks: .blocks([1]))
  }

  /// Describes the phase that clears gradients that are always zero, of `counts` floats.
  func describeClearing(_ counts: [Int]) -> PlanStage {
    let floats = counts.reduce(0, +)
    return PlanStage(
      operations: ["zeros"], title: "gradients that are zero", arithmetic: BatchCount(),
      bytes: BatchCount(fixed: 4 * floats), tasks: .blocks(counts.map { Double($0) / Double(max(floats, 1)) }))
  }

  private func stage(_ units: [Unit], title: String?, bytes: BatchCount, _ tasks: PlanStage.Tasks) -> PlanStage {
    let operations = units.map(describe)
    let works = units.map { arithmetic(of: $0).total(images: capacity) }
    let largest = works.indices.max { works[$0] < works[$1] }.map { operations[$0] } ?? ""
    let others = operations.count > 1 ? " and \(operations.count - 1) more" : ""
    return PlanStage(
      operations: operations, title: (title.map { "\($0): " } ?? "") + largest + others,
      arithmetic: units.reduce(BatchCount()) { $0 + arithmetic(of: $1) }, bytes: bytes, tasks: tasks)
  }

  /// The floating-point operations of `unit`, including its epilogue.
  private func arithmetic(of unit: Unit) -> BatchCount {
    unit.nodes.reduce(BatchCount()) { total, id in
      let node = graph.nodes[id]
      guard let operation = node.operation as? any CPUOperation else { return total }
      let inputs = node.inputs.map(shape)
      let count = operation.arithmetic(inputs: inputs, result: node.shape)
      let isPerImage = (inputs + [node.shape]).contains(where: \.isBatched)
      return total + (isPerImage ? BatchCount(perImage: count) : BatchCount(fixed: count))
    }
  }

  /// The bytes that `units` read or write in memory, each value once.
  private func bytes(of units: [Unit]) -> BatchCount {
    struct Place: Hashable {
      let space: Space
      let offset: Int
    }
    var seen: Set<Place> = []
    var total = BatchCount()
    for unit in units {
      if graph.nodes[unit.root].operation is Input { total.perImage += shape(unit.result).count }
      for node in unit.inputs + [unit.result] where !(graph.nodes[node].operation is Constant) {
        // The result of an accumulating unit goes to accumulators first.
        if node == unit.result, isAccumulated(unit) { continue }
        let location = location(node)
        guard location.space != .scratch else { continue }
        guard seen.insert(Place(space: location.space, offset: location.offset)).inserted else { continue }
        let bytes = 4 * shape(node).count
        if location.space == .batch { total.perImage += bytes } else { total.fixed += bytes }
      }
    }
    return total
  }

  private func isAccumulated(_ unit: Unit) -> Bool {
    let node = graph.nodes[unit.root]
    guard let operation = node.operation as? any CPUOperation else { return false }
    return operation.placement(inputs: node.inputs.map(shape), result: node.shape) == .accumulated
  }

  /// `convolution 3x3 1→32 + bias + tanh`.
  private func describe(_ unit: Unit) -> String {
    unit.nodes.map { id in
      let node = graph.nodes[id]
      let title = (node.operation as? any CPUOperation)?.title(inputs: node.inputs.map(shape), result: node.shape)
      return title ?? node.operation.name
    }.joined(separator: " + ")
  }
}
