import CKernels
import Clusters
import Diagnostics
import Tensors

/// The update of a training step by the processes of one host: each combines the gradient of its slice of the parameters
/// and updates that slice.
///
/// Parameters, moments and average are in memory that all processes share, each once. A process reads the gradients of the
/// others where they are. Between two updates nobody writes what the others read, apart from its own gradient.
///
/// The slices are whole blocks of the update of one process, and sums are in the order of ranks, so the results have the
/// bits of an update that every process makes by itself.
final class SharedUpdate {
  private let step: TrainingStep
  private let executor: CPUExecutor
  /// The ranges of the gradient that processes combine, in order; elsewhere each has the gradient itself.
  private let parts: [(range: Range<Int>, owner: Owner)]
  /// The ranges that each process updates, by rank.
  private let slices: [[Range<Int>]]
  /// The gradients and terms of all processes: of a batch, and the mean of several.
  private var vectors: [ObjectIdentifier: PeerVectors] = [:]
  /// The gradient of the last update, and its norm where a bound needed it.
  private var applied: (gradient: PeerGradients, norm: Double?)?

  private var communicator: any Communicator { executor.communicator }
  private var own: [Range<Int>] { slices[communicator.rank] }

  /// The processes that computed a range of the gradient.
  private enum Owner {
    /// Each has a term of the sum, from a place among all terms on.
    case all(place: Int)
    case rank(Int)
  }

  /// The slices of a gradient, and the terms, of all processes.
  private struct PeerGradients {
    let values: PeerVectors
    let terms: PeerVectors
  }

  init(_ step: TrainingStep, parts: GradientParts, executor: CPUExecutor) {
    (self.step, self.executor) = (step, executor)
    let owned = parts.slices.flatMap { $0.ranges.enumerated().map { ($1, Owner.rank($0)) } }
    self.parts = (parts.terms.map { ($0.range, .all(place: $0.place)) } + owned)
      .sorted { $0.0.lowerBound < $1.0.lowerBound }
    slices = executor.slices(of: step.trained, count: executor.communicator.size)
  }

  /// Updates this process's slices; false, on all processes, where they have no memory in common: nothing is done then.
  ///
  /// Every process calls it, after all have computed their gradients.
  ///
  /// - Parameters:
  ///   - parameters: The parameters.
  ///   - gradient: The gradient of this process, or its slice of it.
  ///   - terms: The terms of this process.
  ///   - rule: The rule of the update.
  ///   - state: The state vectors of the rule, in its order.
  ///   - average: A moving average of the parameters, or nil.
  func update(
    _ parameters: FlatVector, along gradient: FlatVector, terms: FlatVector, by rule: UpdateRule, state: [FlatVector],
    average: AverageUpdate?
  ) -> Bool {
    let averages = [average?.average.inHostMemory].compactMap(\.self)
    guard executor.share([parameters] + state + averages), let values = peers(of: gradient),
      let terms = peers(of: terms)
    else { return false }
    let gradient = PeerGradients(values: values, terms: terms)
    let scale = bound(gradient)
    let length = state.reduce(parameters.count) { min($0, $1.count) }
    let (w, s) = (parameters.changing(), state.map { $0.changing() })
    eachSum(of: gradient, in: length, scale: scale) { [executor] _, sums, start, count in
      executor.update(w + start, by: rule, along: sums, state: s, at: start, count: count)
    }
    communicator.barrier()
    if let average, let vector = averages.first {
      let slices = executor.slices(of: vector.everything, count: communicator.size)
      executor.interpolate(vector, towards: parameters, by: average.share, ranges: slices[communicator.rank])
      communicator.barrier()
    }
    return true
  }

  /// The norm of the gradient of the last update; nil before the first.
  ///
  /// Every process calls it.
  func lastNorm() -> Double? { applied.map { $0.norm ?? norm(of: $0.gradient) } }

  /// The factor that bounds the norm of the gradient.
  private func bound(_ gradient: PeerGradients) -> Float {
    let length = step.bounds.norm == nil ? nil : norm(of: gradient)
    applied = (gradient, length)
    return step.bounds.factor(norm: length) ?? 1
  }

  /// The norm over all slices: the sums of their blocks are added in the order of the blocks.
  private func norm(of gradient: PeerGradients) -> Double {
    let counts = slices.map { executor.blockSizes(of: $0).count }
    let kernels = executor.instructionSet.kernels
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: counts.reduce(0, +) + counts[communicator.rank]) {
      memory in
      let (squares, all) = (memory[..<counts[communicator.rank]], memory[counts[communicator.rank]...])
      eachSum(of: gradient, in: .max, scale: 1) { block, sums, _, count in
        memory[block] = kernels.pointee.dot(sums, sums, count)
      }
      communicator.gather(
        UnsafeRawBufferPointer(UnsafeMutableBufferPointer(rebasing: squares)),
        byteCounts: counts.map { $0 * MemoryLayout<Double>.stride },
        into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: all)))
      return all.reduce(0, +).squareRoot()
    }
  }

  /// Calls `body` with the bounded and scaled gradient of each block of this process's slices.
  private func eachSum(
    of gradient: PeerGradients, in length: Int, scale: Float,
    _ body: (_ block: Int, _ sums: UnsafePointer<Float>, _ start: Int, _ count: Int) -> Void
  ) {
    let kernels = executor.instructionSet.kernels
    let isChanged = step.bounds.value != nil || scale != 1
    executor.eachBlock(of: own, in: min(length, gradient.values.count)) { block, start, count in
      if !isChanged, let values = values(of: start..<start + count, in: gradient) {
        return body(block, values, start, count)
      }
      let bytes = count * MemoryLayout<Float>.stride
      withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 64) { memory in
        let sums = memory.baseAddress!.bindMemory(to: Float.self, capacity: count)
        add(gradient, start..<start + count, into: sums)
        if let value = step.bounds.value { kernels.pointee.clamp(sums, Float(value), count) }
        if scale != 1 { kernels.pointee.scale(sums, scale, sums, count) }
        body(block, sums, start, count)
      }
    }
  }

  /// A block of the gradient, where one process computed all of it.
  private func values(of block: Range<Int>, in gradient: PeerGradients) -> UnsafePointer<Float>? {
    guard let part = parts.first(where: { $0.range.overlaps(block) }) else {
      return gradient.values.own + block.lowerBound
    }
    guard case .rank(let rank) = part.owner, part.range.clamped(to: block) == block else { return nil }
    return gradient.values[rank] + block.lowerBound
  }

  /// Writes a block of the gradient: the slice of its process, or the sum of all terms in the order of ranks.
  private func add(_ gradient: PeerGradients, _ block: Range<Int>, into sums: UnsafeMutablePointer<Float>) {
    var place = block.lowerBound
    func copyOwn(to end: Int) {
      (sums + place - block.lowerBound).update(from: gradient.values.own + place, count: end - place)
    }
    for part in parts where part.range.overlaps(block) {
      let range = part.range.clamped(to: block)
      copyOwn(to: range.lowerBound)
      let (out, first, count) = (sums + range.lowerBound - block.lowerBound, range.lowerBound, range.count)
      switch part.owner {
      case .rank(let rank): out.update(from: gradient.values[rank] + first, count: count)
      case .all(let start):
        sum(gradient.terms, start + first - part.range.lowerBound, count: count, into: out)
      }
      place = range.upperBound
    }
    copyOwn(to: block.upperBound)
  }

  /// Writes the sums of terms of all processes, in the order of ranks.
  private func sum(_ terms: PeerVectors, _ start: Int, count: Int, into out: UnsafeMutablePointer<Float>) {
    let kernels = executor.instructionSet.kernels
    withUnsafeTemporaryAllocation(byteCount: count * MemoryLayout<Double>.stride, alignment: 64) { memory in
      let sums = memory.baseAddress!.bindMemory(to: Double.self, capacity: count)
      sums.update(from: terms.doubles(of: 0) + start, count: count)
      for rank in 1..<communicator.size { kernels.pointee.add_doubles(terms.doubles(of: rank) + start, sums, count) }
      kernels.pointee.round_doubles(sums, out, count)
    }
  }

  /// The vector of all processes; nil where they have no memory in common.
  private func peers(of vector: FlatVector) -> PeerVectors? {
    if let known = vectors[ObjectIdentifier(vector)] { return known }
    let made = PeerVectors(vector, communicator)
    if made == nil { executor.hasSharedMemory = false }
    vectors[ObjectIdentifier(vector)] = made
    return made
  }
}

/// A vector of each process, in memory that all of them share.
private final class PeerVectors {
  let count: Int
  private let memory: SharedMemory
  private let stride: Int
  private let rank: Int

  /// Moves the vectors of all processes to shared memory; nil where there is none.
  init?(_ vector: FlatVector, _ communicator: any Communicator) {
    stride = FlatVector.byteCount(of: vector.count)
    (count, rank) = (vector.count, communicator.rank)
    guard let memory = communicator.shareMemory(byteCount: stride * communicator.size) else { return nil }
    self.memory = memory
    let place = memory.start + rank * stride
    place.copyMemory(from: vector.pointer, byteCount: count * MemoryLayout<Float>.stride)
    vector.move(to: place, of: memory)
    communicator.barrier()
  }

  /// The vector of a process.
  subscript(rank: Int) -> UnsafePointer<Float> {
    UnsafePointer((memory.start + rank * stride).assumingMemoryBound(to: Float.self))
  }

  /// The numbers in double precision of the vector of a process.
  func doubles(of rank: Int) -> UnsafePointer<Double> {
    UnsafeRawPointer(self[rank]).assumingMemoryBound(to: Double.self)
  }

  /// The vector of this process.
  var own: UnsafePointer<Float> { self[rank] }
}

extension CPUExecutor {
  /// Whether training steps may share memory with the other processes: those of one host, whose sums need no connection.
  var sharesUpdates: Bool { communicator.size > 1 && !communicator.overlapsExchanges }

  /// Moves vectors, which have the same values in all processes, to memory that these share; false where there is none:
  /// all vectors have memory of their own then.
  fileprivate func share(_ vectors: [FlatVector]) -> Bool {
    for vector in vectors where hasSharedMemory && !vector.isShared {
      guard let memory = communicator.shareMemory(byteCount: FlatVector.byteCount(of: vector.count)) else {
        hasSharedMemory = false
        break
      }
      if communicator.isFirst {
        memory.start.copyMemory(from: vector.pointer, byteCount: vector.count * MemoryLayout<Float>.stride)
      }
      communicator.barrier()
      vector.move(to: memory.start, of: memory)
    }
    if !hasSharedMemory { for vector in vectors { vector.leaveSharedMemory() } }
    return hasSharedMemory
  }

  /// Slices of about the same length, one for each of `count` processes, in order, of the blocks of `ranges`.
  func slices(of ranges: [Range<Int>], count: Int) -> [[Range<Int>]] {
    let total = ranges.reduce(0) { $0 + $1.count }
    var slices = Array(repeating: [Range<Int>](), count: count)
    var done = 0
    for range in ranges {
      var start = range.lowerBound
      for size in blockSizes(of: [range]) {
        let rank = done * count / total
        if let last = slices[rank].last, last.upperBound == start, start > range.lowerBound {
          slices[rank][slices[rank].count - 1] = last.lowerBound..<start + size
        } else {
          slices[rank].append(start..<start + size)
        }
        (start, done) = (start + size, done + size)
      }
    }
    return slices
  }
}
