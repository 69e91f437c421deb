internal import CKernels
import Tensors

extension Transposition: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let size = plan.shape(unit.inputs[0]).dimensions
    let (rows, columns) = (size[0], size[1])
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.addBlocks(of: columns, size: 64) { context, range in
      kernels.transpose_matrix(
        context.pointer(from) + range.lowerBound, columns, Int32(rows), Int32(range.count),
        context.pointer(to) + range.lowerBound * rows, rows)
    }
  }
}

extension RowSum: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let size = plan.shape(unit.inputs[0]).dimensions
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.addBlocks(of: size[0], size: 64) { context, rows in
      for row in rows { context.pointer(to)[row] = kernels.sum(context.pointer(from) + row * size[1], size[1]) }
    }
  }
}

extension RowFill: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let columns = columns
    plan.addBlocks(of: plan.shape(unit.result).dimensions[0], size: 64) { context, rows in
      for row in rows {
        (context.pointer(to) + row * columns).update(repeating: context.pointer(from)[row], count: columns)
      }
    }
  }
}

extension SharedSum: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let count = plan.shape(unit.inputs[0]).count
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let kernels = plan.kernels
    plan.add { context in context.pointer(to).pointee = kernels.sum(context.pointer(from), count) }
  }
}

extension SharedFill: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    plan.addBlocks(of: plan.shape(unit.result).count) { context, range in
      (context.pointer(to) + range.lowerBound).update(repeating: context.pointer(from).pointee, count: range.count)
    }
  }
}
