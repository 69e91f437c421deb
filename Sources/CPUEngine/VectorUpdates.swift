internal import CKernels
import Diagnostics
public import Tensors

/// Fused passes that update a flat vector of parameters, as parallel blocks.
extension CPUExecutor {
  public func apply(
    _ rule: UpdateRule, to parameters: any DeviceVector, along gradients: any DeviceVector,
    state: [any DeviceVector], ranges: [Range<Int>]
  ) {
    let (parameters, gradients) = (parameters.inHostMemory, gradients.inHostMemory)
    let state = state.map(\.inHostMemory)
    require(rule.stateCounts.contains(state.count), "\(state.count) state vectors for \(rule)")
    let length = state.reduce(shortest(parameters, gradients)) { min($0, $1.count) }
    let (w, g) = (parameters.changing(), gradients.pointer)
    let s = state.map { $0.changing() }
    eachBlock(of: ranges, in: length) { _, start, count in
      update(w + start, by: rule, along: g + start, state: s, at: start, count: count)
    }
  }

  /// Updates `count` parameters at `w` along `g`; their state starts at `start` in each vector of `s`.
  func update(
    _ w: UnsafeMutablePointer<Float>, by rule: UpdateRule, along g: UnsafePointer<Float>,
    state s: [UnsafeMutablePointer<Float>], at start: Int, count: Int
  ) {
    let kernels = instructionSet.kernels.pointee
    switch rule {
    case .gradientDescent(let rate, let decay):
      kernels.gradient_descent(w, g, count, rate, decay)
    case .momentum(let rate, let momentum, let scale, let decay):
      kernels.momentum(w, g, s[0] + start, count, rate, momentum, scale, decay)
    case .nesterov(let rate, let momentum, let decay):
      kernels.nesterov(w, g, s[0] + start, count, rate, momentum, decay)
    case .adagrad(let rate, let epsilon, let decay):
      kernels.adagrad(w, g, s[0] + start, count, rate, epsilon, decay)
    case .rmsprop(let rate, let alpha, let epsilon, let momentum, let decay):
      kernels.rmsprop(
        w, g, s[0] + start, s.count > 1 ? s[1] + start : nil, count, rate, alpha, epsilon, momentum, decay)
    case .adadelta(let rate, let rho, let epsilon, let decay):
      kernels.adadelta(w, g, s[0] + start, s[1] + start, count, rate, rho, epsilon, decay)
    case .adam(let rate, let beta1, let beta2, let epsilon, let decay, let shrinkage):
      kernels.adam(w, g, s[0] + start, s[1] + start, count, rate, beta1, beta2, epsilon, decay, shrinkage)
    case .lion(let rate, let beta1, let beta2, let decay):
      kernels.lion(w, g, s[0] + start, count, rate, beta1, beta2, decay)
    }
  }
}

extension UpdateRule {
  /// The range of the number of state vectors.
  var stateCounts: ClosedRange<Int> {
    switch self {
    case .gradientDescent: 0...0
    case .momentum, .nesterov, .adagrad, .lion: 1...1
    case .rmsprop: 1...2
    case .adadelta, .adam: 2...2
    }
  }
}
