internal import CKernels

/// A kernel that makes one number from each element, or pair of elements.
private typealias Kernel = (
  _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ count: Int
) -> Void

extension PlanBuilder {
  /// Adds the step, or the blocks, that run `kernel` over one or two operands; a single operand is given twice.
  fileprivate func addElementwise(_ unit: Unit, _ kernel: @escaping Kernel) {
    let to = location(unit.result)
    let (a, b) = (location(unit.inputs[0]), location(unit.inputs[unit.inputs.count - 1]))
    guard shape(unit.result).isBatched else {
      let count = shape(unit.result).count
      let block = 16384
      for start in stride(from: 0, to: count, by: block) {
        add { context in
          kernel(
            context.pointer(a) + start, context.pointer(b) + start, context.pointer(to) + start,
            min(block, count - start))
        }
      }
      return
    }
    let extent = layouts[unit.result].extent
    add { context in
      let (x, y, out) = (context.pointer(a), context.pointer(b), context.pointer(to))
      for sample in 0..<context.count {
        kernel(
          x + sample * a.sampleStride, y + sample * b.sampleStride, out + sample * to.sampleStride, extent)
      }
    }
  }
}

extension Elementwise: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernel =
      switch kind {
      case .add: plan.kernels.add
      case .subtract: plan.kernels.subtract
      case .multiply: plan.kernels.multiply
      }
    guard let kernel else { return }
    plan.addElementwise(unit) { x, y, out, count in kernel(x, y, out, count) }
  }
}

extension Scaling: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    let factor = factor
    plan.addElementwise(unit) { x, _, out, count in kernels.scale(x, factor, out, count) }
  }
}

extension Activation: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    // sigmoid(0) is not 0: the margin must be kept.
    let mask = kind == .sigmoid ? plan.tables.mask(layout) : nil
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let code = kind.code
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        if let mask {
          for c in 0..<layout.channels {
            kernels.activate(code, x + c * layout.planeStride, y + c * layout.planeStride, mask, layout.planeLength)
          }
        } else {
          kernels.activate(code, x, y, nil, layout.extent)
        }
      }
    }
  }
}

extension ActivationGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    let code = kind.code
    plan.addElementwise(unit) { upstream, y, out, count in
      kernels.activate_gradient(code, y, upstream, out, count)
    }
  }
}
