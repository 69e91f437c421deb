internal import CKernels
import Tensors

extension SharedArithmetic: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let (from, by, to) = (plan.location(unit.inputs[0]), plan.location(unit.inputs[1]), plan.location(unit.result))
    guard let kernel = kind == .add ? plan.kernels.add : plan.kernels.multiply else { fatalError("no kernel") }
    plan.add { context in
      let shared = context.pointer(by)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        let y = context.pointer(to) + sample * to.sampleStride
        layout.forEachRun { offset, compact, count in kernel(x + offset, shared + compact, y + offset, count) }
      }
    }
  }
}

extension BatchSum: CPUOperation {
  func placement(inputs: [Shape], result: Shape) -> Placement { .accumulated }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.inputs[0]]
    let from = plan.location(unit.inputs[0])
    let sums = plan.accumulator(unit)
    let kernels = plan.kernels
    plan.add { context in
      let total = context.pointer(sums)
      for sample in 0..<context.count {
        let x = context.pointer(from) + sample * from.sampleStride
        layout.forEachRun { offset, compact, count in
          kernels.add(total + compact, x + offset, total + compact, count)
        }
      }
    }
  }
}

extension BatchCopies: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let layout = plan.layouts[unit.result]
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.add { context in
      let shared = context.pointer(from)
      for sample in 0..<context.count {
        let y = context.pointer(to) + sample * to.sampleStride
        layout.forEachRun { offset, compact, count in (y + offset).update(from: shared + compact, count: count) }
      }
    }
  }
}

extension DivisionByBatch: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.addBlocks(of: plan.shape(unit.result).count) { context, range in
      let start = range.lowerBound
      kernels.scale(
        context.pointer(from) + start, 1 / Float(context.batchCount), context.pointer(to) + start, range.count)
    }
  }
}
