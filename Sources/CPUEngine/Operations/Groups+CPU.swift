internal import CKernels
import Tensors

/// A kernel over groups of k neighbours.
private typealias GroupKernel = (
  _ x: UnsafePointer<Float>?, _ groups: Int32, _ k: Int32, _ out: UnsafeMutablePointer<Float>?
) -> Void

extension PlanBuilder {
  /// Adds the step that runs `kernel` over each sample's groups.
  fileprivate func addGroups(_ unit: Unit, of k: Int, _ kernel: @escaping GroupKernel) {
    let (from, to) = (location(unit.inputs[0]), location(unit.result))
    let groups = Int32(shape(unit.result).count / k)
    add { context in
      for sample in 0..<context.count {
        kernel(
          context.pointer(from) + sample * from.sampleStride, groups, Int32(k),
          context.pointer(to) + sample * to.sampleStride)
      }
    }
  }
}

extension GroupSoftmax: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    plan.addGroups(unit, of: k, plan.kernels.group_softmax)
  }
}

extension GroupLogSoftmax: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    plan.addGroups(unit, of: k, plan.kernels.group_log_softmax)
  }
}

extension OneHot: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let (from, to) = (plan.location(unit.inputs[0]), plan.location(unit.result))
    let classes = classes
    plan.add { context in
      for sample in 0..<context.count {
        let number = context.pointer(from)[sample * from.sampleStride]
        let out = context.pointer(to) + sample * to.sampleStride
        for j in 0..<classes { out[j] = number == Float(j) ? 1 : 0 }
      }
    }
  }
}
