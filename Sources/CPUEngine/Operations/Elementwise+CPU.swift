internal import CKernels
import Tensors

extension Elementwise: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    switch kind {
    case .add: plan.addElementwise(unit) { x, y, out, _, count in kernels.add(x, y, out, count) }
    case .subtract: plan.addElementwise(unit) { x, y, out, _, count in kernels.subtract(x, y, out, count) }
    case .multiply: plan.addElementwise(unit) { x, y, out, _, count in kernels.multiply(x, y, out, count) }
    case .divide:
      // 0 / 0 is not 0, so the margin must be preserved.
      plan.addElementwise(unit, masked: true) { x, y, out, mask, count in kernels.divide(x, y, out, mask, count) }
    }
  }
}

extension Activation: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let code = kind.code
    let kernels = plan.kernels
    plan.addElementwise(unit, masked: kind.movesZero) { x, _, out, mask, count in
      kernels.activate(code, x, out, mask, count)
    }
  }
}

extension ActivationKind {
  /// Whether f(0) is not 0, so that a margin must be preserved.
  fileprivate var movesZero: Bool { self == .sigmoid || self == .softplus }
}

extension ActivationGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    let code = kind.code
    plan.addElementwise(unit) { upstream, y, out, _, count in
      kernels.activate_gradient(code, y, upstream, out, count)
    }
  }
}

extension GELUGradient: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    plan.addElementwise(unit) { upstream, x, out, _, count in kernels.gelu_gradient(upstream, x, out, count) }
  }
}

extension GradientStop: CPUOperation {
  var keepsElements: Bool { true }

  func lower(_ unit: Unit, into plan: PlanBuilder) {
    if plan.isInPlace(unit) { return }
    plan.addElementwise(unit) { x, _, out, _, count in out.update(from: x, count: count) }
  }
}
