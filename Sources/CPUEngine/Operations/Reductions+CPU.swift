internal import CKernels
import Tensors

extension SampleSum: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let extent = plan.layouts[unit.inputs[0]].extent
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        context.pointer(to)[sample * to.sampleStride] =
          kernels.sum(context.pointer(from) + sample * from.sampleStride, extent)
      }
    }
  }
}

extension Broadcast: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let mask = plan.tables.mask(layout)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let value = context.pointer(from)[sample * from.sampleStride]
        let out = context.pointer(to) + sample * to.sampleStride
        if let mask {
          for c in 0..<layout.channels {
            kernels.fill(value, out + c * layout.planeStride, mask, layout.planeLength)
          }
        } else {
          kernels.fill(value, out, nil, layout.extent)
        }
      }
    }
  }
}

extension BatchMean: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      let numbers = context.pointer(from)
      var sum = 0.0
      for sample in 0..<context.count { sum += Double(numbers[sample * from.sampleStride]) }
      context.pointer(to).pointee = Float(sum / Double(context.count))
    }
  }
}

extension BatchShare: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      let share = context.pointer(from).pointee / Float(context.batchCount)
      for sample in 0..<context.count { context.pointer(to)[sample * to.sampleStride] = share }
    }
  }
}

extension SumOfSquares: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let count = plan.shape(unit.inputs[0]).count
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      context.pointer(to).pointee = kernels.sum_of_squares(context.pointer(from), count)
    }
  }
}

extension ScalarProduct: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let count = plan.shape(unit.result).count
    let (from, by, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      kernels.scale(context.pointer(from), context.pointer(by).pointee, context.pointer(to), count)
    }
  }
}
