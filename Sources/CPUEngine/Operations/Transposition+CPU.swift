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
