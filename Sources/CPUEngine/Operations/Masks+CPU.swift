internal import CKernels
import Tensors

extension TopMask: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let mask = plan.tables.mask(layout)
    // Without margins the planes of a sample are one.
    let (planes, length) = layout.isCompact ? (1, layout.extent) : (layout.channels, layout.planeLength)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let k = Int32(k)
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        kernels.top_mask(
          context.pointer(from) + sample * from.sampleStride, context.pointer(to) + sample * to.sampleStride,
          Int32(planes), layout.planeStride, Int32(length), mask, k)
      }
    }
  }
}

extension LifetimeMask: CPUOperation {
  /// The features of a block: whole vectors of any width.
  private static var blockFeatures: Int { 32 }

  func placement(inputs: [Shape], result: Shape) -> Placement { .block }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let features = plan.shape(unit.result).count
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    guard plan.ranks == 1 else { return lowerShared(unit, into: plan) }
    for first in stride(from: 0, to: features, by: Self.blockFeatures) {
      plan.add { context in
        kernels.column_top_mask(
          context.pointer(from) + first, from.sampleStride, Int32(context.count),
          Int32(min(Self.blockFeatures, features - first)), Int32(winners(of: context.count)),
          context.pointer(to) + first, to.sampleStride)
      }
    }
  }
}

extension LifetimeMask {
  /// Among the samples of all processes, which each process compares; it writes the mask of its own.
  private func lowerShared(_ unit: Unit, into plan: PlanBuilder) {
    let features = plan.shape(unit.result).count
    let to = plan.location(unit.result)
    let all = plan.exchangingSamples(at: plan.location(unit.inputs[0]))
    let stride = plan.location(unit.inputs[0]).sampleStride
    let masks = plan.shared(plan.capacity * plan.ranks * stride)
    let kernels = plan.kernels
    for first in Swift.stride(from: 0, to: features, by: Self.blockFeatures) {
      let count = min(Self.blockFeatures, features - first)
      plan.add { context in
        let total = context.wholeBatchCount
        let mask = context.pointer(masks) + first
        kernels.column_top_mask(
          context.pointer(all) + first, stride, Int32(total), Int32(count), Int32(winners(of: total)), mask, stride)
        let start = context.position.share?.first ?? 0
        for sample in 0..<context.count {
          (context.pointer(to) + first + sample * to.sampleStride).update(
            from: mask + (start + sample) * stride, count: count)
        }
      }
    }
  }
}

extension SpatialMask: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let mask = plan.tables.mask(layout)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        for c in 0..<layout.channels {
          let plane = c * layout.planeStride
          kernels.maximum_mask(
            context.pointer(from) + sample * from.sampleStride + plane,
            context.pointer(to) + sample * to.sampleStride + plane, Int32(layout.planeLength), mask)
        }
      }
    }
  }
}
