internal import CKernels
import Tensors

extension AddBias: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let isPlanes = plan.shape(unit.result).dimensions.count > 1
    let (from, bias, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let mask = plan.tables.mask(layout)
    let kernels = plan.kernels
    plan.add { context in
      let numbers = context.pointer(bias)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        if isPlanes {
          for c in 0..<layout.channels {
            let plane = c * layout.planeStride
            kernels.add_scalar(x + plane, numbers[c], y + plane, mask, layout.planeLength)
          }
        } else {
          kernels.add(x, numbers, y, layout.extent)
        }
      }
    }
  }
}

extension BiasGradient: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement {
    inputs[0].dimensions.count > 1 ? .accumulated : .block
  }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let upstream = unit.inputs[0]
    let layout = plan.layouts[upstream]
    let from = plan.location(upstream)
    let kernels = plan.kernels
    if plan.shape(upstream).dimensions.count == 1 {
      let to = plan.location(unit.result)
      plan.add { context in
        kernels.column_sums(
          context.pointer(from), from.sampleStride, Int32(context.count), Int32(layout.width), context.pointer(to))
      }
    } else {
      let sums = plan.accumulator(unit)
      // Zeros follow a plane with a margin: whole vectors of them are the faster sum.
      let length = layout.isCompact ? layout.planeLength : roundUp(layout.planeLength)
      plan.add { context in
        for sample in 0..<context.count {
          kernels.plane_sums(
            context.pointer(from) + sample * from.sampleStride, layout.planeStride, Int32(layout.channels),
            Int32(length), context.pointer(sums))
        }
      }
    }
  }
}
