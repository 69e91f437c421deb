internal import CKernels
import Tensors

extension ChannelScaling: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let runs = ChannelRuns(plan.layouts[unit.result], dimensions: plan.shape(unit.result).dimensions)
    let (from, by, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      let factors = context.pointer(by)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        if runs.stride == 1 {
          kernels.multiply(x, factors, y, runs.channels)
        } else {
          for c in 0..<runs.channels {
            kernels.scale(x + c * runs.stride, factors[c], y + c * runs.stride, runs.length)
          }
        }
      }
    }
  }
}

extension ChannelFill: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let runs = ChannelRuns(layout, dimensions: dimensions)
    let mask = plan.tables.mask(layout)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      let numbers = context.pointer(from)
      for sample in 0..<context.count {
        let y = context.pointer(to) + sample * to.sampleStride
        if runs.stride == 1 {
          y.update(from: numbers, count: runs.channels)
        } else {
          for c in 0..<runs.channels { kernels.fill(numbers[c], y + c * runs.stride, mask, runs.length) }
        }
      }
    }
  }
}

extension ChannelCopies: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let runs = ChannelRuns(plan.layouts[unit.result], dimensions: plan.shape(unit.result).dimensions)
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        if runs.stride == 1 {
          y.update(repeating: x.pointee, count: runs.channels)
        } else {
          for c in 0..<runs.channels { (y + c * runs.stride).update(from: x, count: runs.length) }
        }
      }
    }
  }
}

extension ChannelSum: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let operand = unit.inputs[0]
    let runs = ChannelRuns(plan.layouts[operand], dimensions: plan.shape(operand).dimensions)
    let (from, to) = (plan.location(operand), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        if runs.stride == 1 {
          y.pointee = kernels.sum(x, runs.channels)
        } else {
          y.update(from: x, count: runs.length)
          for c in 1..<max(runs.channels, 1) { kernels.add(y, x + c * runs.stride, y, runs.length) }
        }
      }
    }
  }
}
