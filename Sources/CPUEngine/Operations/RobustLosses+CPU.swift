internal import CKernels
import Tensors

extension AbsoluteError: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    plan.addLoss(unit) { prediction, target, count in kernels.absolute_error(prediction, target, count) }
  }
}

extension AbsoluteErrorGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    plan.addLossGradient(unit) { prediction, target, upstream, out, count in
      kernels.absolute_error_gradient(prediction, target, upstream, out, count)
    }
  }
}

extension HuberError: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    let delta = delta
    plan.addLoss(unit) { prediction, target, count in kernels.huber_error(prediction, target, delta, count) }
  }
}

extension HuberErrorGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    let delta = delta
    plan.addLossGradient(unit) { prediction, target, upstream, out, count in
      kernels.huber_error_gradient(prediction, target, delta, upstream, out, count)
    }
  }
}

extension PlanBuilder {
  /// Adds the step of a loss to which the zeros in the margins add nothing.
  func addLoss(
    _ unit: Unit,
    _ kernel: @escaping (_ prediction: UnsafePointer<Float>, _ target: UnsafePointer<Float>, _ count: Int) -> Float
  ) {
    let extent = layouts[unit.inputs[0]].extent
    let (a, b, to) = (location(unit.inputs[0]), location(unit.inputs[1]), location(unit.result))
    add { context in
      for sample in 0..<context.count {
        context.pointer(to)[sample * to.sampleStride] = kernel(
          context.pointer(a) + sample * a.sampleStride, context.pointer(b) + sample * b.sampleStride, extent)
      }
    }
  }

  /// Adds the step of such a loss's gradient, which is zero where prediction and target are.
  func addLossGradient(
    _ unit: Unit,
    _ kernel:
      @escaping (
        _ prediction: UnsafePointer<Float>, _ target: UnsafePointer<Float>, _ upstream: Float,
        _ out: UnsafeMutablePointer<Float>, _ count: Int
      ) -> Void
  ) {
    let extent = layouts[unit.result].extent
    let (a, b, upstream) = (location(unit.inputs[0]), location(unit.inputs[1]), location(unit.inputs[2]))
    let to = location(unit.result)
    add { context in
      for sample in 0..<context.count {
        kernel(
          context.pointer(a) + sample * a.sampleStride, context.pointer(b) + sample * b.sampleStride,
          context.pointer(upstream)[sample * upstream.sampleStride],
          context.pointer(to) + sample * to.sampleStride, extent)
      }
    }
  }
}
