internal import CKernels
import Diagnostics
import Tensors

extension BroadcastArithmetic {
  /// Whether the operation adds a number to each channel, as an epilogue can.
  func isBias(of shape: Shape) -> Bool { kind == .add && axes == shape.channelwise && !shape.dimensions.isEmpty }
}

extension BroadcastArithmetic: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let shape = plan.shape(unit.result)
    let (from, by, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernels = plan.kernels
    guard shape.isBatched else { return lowerByNumber(unit, into: plan) }
    let layout = plan.layouts[unit.result]
    if axes == .samples {
      let kernel = kind.kernel(kernels)
      plan.add { context in
        let shared = context.pointer(by)
        for sample in 0..<context.count {
          let x = context.pointer(from) + sample * from.sampleStride
          let y = context.pointer(to) + sample * to.sampleStride
          layout.forEachRun { offset, compact, count in kernel(x + offset, shared + compact, y + offset, count) }
        }
      }
      return
    }
    require(axes == [.samples, .positions] && (kind == .add || kind == .multiply), "no kernel for \(name)")
    let mask = plan.tables.mask(layout)
    let isSum = kind == .add
    plan.add { context in
      let numbers = context.pointer(by)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        for c in 0..<layout.channels {
          let plane = c * layout.planeStride
          if isSum {
            kernels.add_scalar(x + plane, numbers[c], y + plane, mask, layout.planeLength)
          } else {
            kernels.scale(x + plane, numbers[c], y + plane, layout.planeLength)
          }
        }
      }
    }
  }

  /// Arithmetic of a shared value and a number.
  private func lowerByNumber(_ unit: Unit, into plan: PlanBuilder) {
    let (from, by, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernels = plan.kernels
    require(kind == .multiply, "no kernel for \(name)")
    plan.addBlocks(of: plan.shape(unit.result).count) { context, range in
      let start = range.lowerBound
      kernels.scale(
        context.pointer(from) + start, context.pointer(by).pointee, context.pointer(to) + start, range.count)
    }
  }
}

extension Elementwise.Kind {
  /// The kernel for values without a margin.
  fileprivate func kernel(
    _ kernels: HGKernels
  ) -> (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void {
    switch self {
    case .add: { kernels.add($0, $1, $2, $3) }
    case .subtract: { kernels.subtract($0, $1, $2, $3) }
    case .multiply: { kernels.multiply($0, $1, $2, $3) }
    case .divide: { kernels.divide($0, $1, $2, nil, $3) }
    }
  }
}
