internal import CKernels
import Tensors

/// Sums over the samples of a batch: each group of a stage adds up its own, then the groups are added up in order.
extension PlanBuilder {
  /// The accumulator in which `unit` adds up the samples of a group.
  func accumulator(_ unit: Unit) -> Location {
    let count = roundUp(shape(unit.result).count)
    let location = Location(space: .accumulators, offset: accumulatorCount, sampleStride: 0)
    accumulatorCount += count
    addReduction(of: location, to: self.location(unit.result), count: shape(unit.result).count)
    return location
  }

  /// Allocates `count` floats per group, zeroed at the start of the group.
  ///
  /// After all groups, `merge` computes the result from the first `groups` of them: group g is at `sums + g *
  /// context.groupStride`.
  func accumulator(
    floats count: Int,
    merge: @escaping (_ context: RunContext, _ sums: UnsafeMutablePointer<Float>, _ groups: Int) -> Void
  ) -> Location {
    let location = Location(space: .accumulators, offset: accumulatorCount, sampleStride: 0)
    accumulatorCount += roundUp(count)
    let (groups, capacity) = (groups, capacity)
    reductions.append { context in
      // Later groups are empty if the batch is not full.
      let active = max(1, (0..<groups).prefix { capacity * $0 / groups < context.batchCount }.count)
      merge(context, context.pointer(location), active)
    }
    return location
  }

  /// Adds up the groups' accumulators, in order, as blocks.
  private func addReduction(of accumulator: Location, to destination: Location, count: Int) {
    let block = 4096
    let (groups, capacity, kernels) = (groups, capacity, kernels)
    for start in stride(from: 0, to: count, by: block) {
      let length = min(block, count - start)
      reductions.append { context in
        let out = context.pointer(destination) + start
        let sums = context.pointer(accumulator) + start
        out.update(from: sums, count: length)
        for group in 1..<max(groups, 1) where capacity * group / groups < context.batchCount {
          kernels.add(out, sums + group * context.groupStride, out, length)
        }
      }
    }
  }
}
