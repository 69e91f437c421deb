internal import CKernels
import Tensors

extension SquaredError: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    plan.addLoss(unit) { prediction, target, count in kernels.squared_error(prediction, target, count) }
  }
}

extension SquaredErrorGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    plan.addLossGradient(unit) { prediction, target, upstream, out, count in
      kernels.scaled_difference(prediction, target, 2 * upstream, out, count)
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
