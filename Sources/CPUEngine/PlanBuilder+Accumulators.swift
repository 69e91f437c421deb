internal import CKernels
import Tensors

/// Sums over the samples of a batch in a stage: those of each segment in accumulators, then all segments'.
extension PlanBuilder {
  /// Adds a step of a stage that adds up the samples of one segment at a time.
  func addSums(_ step: @escaping Step) {
    let segments = segments
    add { context in context.forEachSegment(of: segments, step) }
  }

  /// The accumulator in which `unit` adds up the samples of a segment.
  func accumulator(_ unit: Unit) -> Location {
    let count = shape(unit.result).count
    let destination = sumDestination(unit)
    let location = accumulator(floats: count)
    let block = 4096
    for start in stride(from: 0, to: count, by: block) {
      let length = min(block, count - start)
      addReduction(of: location) { context, sums in
        sums.withTotals(start..<start + length) { destination.store($0, at: start, count: length, in: context) }
      }
    }
    return location
  }

  /// The accumulators of `count` numbers for `unit`, a sum of `value` of the sums of segments.
  ///
  /// Numbers of single precision add up without rounding, as a rule: not so those of double precision.
  func accumulator(
    _ unit: Unit, count: Int, value: @escaping (_ sum: Float, _ index: Int, _ context: RunContext) -> Float
  ) -> Location {
    let destination = sumDestination(unit)
    let location = accumulator(floats: count)
    addReduction(of: location) { context, sums in
      for segment in sums.segments { for index in 0..<count { segment[index] = value(segment[index], index, context) } }
      sums.withTotals(0..<count) { destination.store($0, at: 0, count: count, in: context) }
    }
    return location
  }

  /// Allocates `count` floats per segment, zero before its first sample.
  func accumulator(floats count: Int) -> Location {
    defer { accumulatorCount += roundUp(count) }
    return Location(space: .accumulators, offset: accumulatorCount, sampleStride: 0)
  }

  /// Adds a block that combines the segments at `accumulator` after all samples.
  func addReduction(
    of accumulator: Location, _ body: @escaping (_ context: RunContext, _ sums: SegmentSums) -> Void
  ) {
    let (segments, kernels) = (segments, kernels)
    reductions.append { context in
      body(context, SegmentSums(accumulator, context, segments, kernels))
    }
  }
}

/// The accumulators of the segments that have samples of this process, in order.
struct SegmentSums {
  let segments: [UnsafeMutablePointer<Float>]
  let kernels: HGKernels

  init(_ accumulator: Location, _ context: RunContext, _ segments: Segments, _ kernels: HGKernels) {
    var pointers: [UnsafeMutablePointer<Float>] = []
    context.forEachSegment(of: segments) { pointers.append($0.pointer(accumulator)) }
    (self.segments, self.kernels) = (pointers, kernels)
  }

  /// Calls `body` with the sums over the segments of a range of the accumulators' floats.
  func withTotals(_ range: Range<Int>, _ body: (_ totals: UnsafeMutablePointer<Double>) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: range.count * MemoryLayout<Double>.stride, alignment: 64) { memory in
      let totals = memory.baseAddress!.bindMemory(to: Double.self, capacity: range.count)
      totals.update(repeating: 0, count: range.count)
      for sums in segments { kernels.add_to_doubles(sums + range.lowerBound, totals, range.count) }
      body(totals)
    }
  }
}
