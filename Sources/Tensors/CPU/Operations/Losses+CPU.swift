internal import CKernels

extension SquaredError: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    // Margins are zero on both sides and add nothing.
    let extent = plan.layouts[unit.inputs[0]].extent
    let (a, b, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        context.pointer(to)[sample * to.sampleStride] = kernels.squared_error(
          context.pointer(a) + sample * a.sampleStride, context.pointer(b) + sample * b.sampleStride, extent)
      }
    }
  }
}

extension SquaredErrorGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let extent = plan.layouts[unit.result].extent
    let (a, b, upstream) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.inputs[2]))
    let to = plan.location(unit.result)
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        kernels.scaled_difference(
          context.pointer(a) + sample * a.sampleStride, context.pointer(b) + sample * b.sampleStride,
          2 * context.pointer(upstream)[sample * upstream.sampleStride],
          context.pointer(to) + sample * to.sampleStride, extent)
      }
    }
  }
}

extension CrossEntropy: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let mask = plan.tables.mask(layout)
    let (a, b, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let logits = context.pointer(a) + sample * a.sampleStride
        let targets = context.pointer(b) + sample * b.sampleStride
        var sum: Float = 0
        if let mask {
          for plane in 0..<layout.channels {
            let start = plane * layout.planeStride
            sum += kernels.cross_entropy(logits + start, targets + start, mask, layout.planeLength)
          }
        } else {
          sum = kernels.cross_entropy(logits, targets, nil, layout.extent)
        }
        context.pointer(to)[sample * to.sampleStride] = sum
      }
    }
  }
}

extension CrossEntropyGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let mask = plan.tables.mask(layout)
    let (a, b, upstream) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.inputs[2]))
    let to = plan.location(unit.result)
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let logits = context.pointer(a) + sample * a.sampleStride
        let targets = context.pointer(b) + sample * b.sampleStride
        let factor = context.pointer(upstream)[sample * upstream.sampleStride]
        let out = context.pointer(to) + sample * to.sampleStride
        if let mask {
          for plane in 0..<layout.channels {
            let start = plane * layout.planeStride
            kernels.cross_entropy_gradient(
              logits + start, targets + start, factor, out + start, mask, layout.planeLength)
          }
        } else {
          kernels.cross_entropy_gradient(logits, targets, factor, out, nil, layout.extent)
        }
      }
    }
  }
}
