internal import CKernels
import Tensors

extension Broadcast: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    guard target.isBatched else { return lowerShared(unit, into: plan) }
    let layout = plan.layouts[unit.result]
    let runs = ChannelRuns(layout, dimensions: target.dimensions)
    let mask = plan.tables.mask(layout)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    /// Adds the step that calls `fill` with each sample's operand and result.
    func add(_ fill: @escaping (_ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>) -> Void) {
      plan.add { context in
        for sample in 0..<context.count {
          fill(context.pointer(from) + sample * from.sampleStride, context.pointer(to) + sample * to.sampleStride)
        }
      }
    }
    switch axes {
    case .samples:
      add { x, y in
        layout.forEachRun { offset, compact, count in (y + offset).update(from: x + compact, count: count) }
      }
    case .channels:
      add { x, y in
        if runs.stride == 1 {
          y.update(repeating: x.pointee, count: runs.channels)
        } else {
          for c in 0..<runs.channels { (y + c * runs.stride).update(from: x, count: runs.length) }
        }
      }
    case .elements:
      add { x, y in
        if let mask {
          for c in 0..<layout.channels { kernels.fill(x.pointee, y + c * layout.planeStride, mask, layout.planeLength) }
        } else {
          kernels.fill(x.pointee, y, nil, layout.extent)
        }
      }
    case .positions where target.dimensions.count == 2:
      add { x, y in kernels.group_copies(x, Int32(runs.channels), Int32(runs.length), y) }
    default:
      add { x, y in for c in 0..<runs.channels { kernels.fill(x[c], y + c * runs.stride, mask, runs.length) } }
    }
  }

  private func lowerShared(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    if axes == .all {
      plan.addBlocks(of: target.count) { context, range in
        (context.pointer(to) + range.lowerBound).update(repeating: context.pointer(from).pointee, count: range.count)
      }
    } else {
      let columns = target.dimensions[1]
      plan.addBlocks(of: target.dimensions[0], size: 64) { context, rows in
        for row in rows {
          (context.pointer(to) + row * columns).update(repeating: context.pointer(from)[row], count: columns)
        }
      }
    }
  }
}
