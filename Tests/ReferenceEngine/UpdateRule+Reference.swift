import Tensors

extension UpdateRule {
  /// Changes one parameter w along its gradient; `state` has its element of each state vector.
  func step(_ w: inout Double, along gradient: Double, _ state: inout [Double]) {
    switch self {
    case .gradientDescent(let rate, let decay):
      let g = gradient + Double(decay) * w
      w -= Double(rate) * g
    case .momentum(let rate, let momentum, let scale, let decay):
      let g = gradient + Double(decay) * w
      state[0] = Double(momentum) * state[0] + Double(scale) * g
      w -= Double(rate) * state[0]
    case .nesterov(let rate, let momentum, let decay):
      let g = gradient + Double(decay) * w
      state[0] = Double(momentum) * state[0] - Double(rate) * g
      w += Double(momentum) * state[0] - Double(rate) * g
    case .adagrad(let rate, let epsilon, let decay):
      let g = gradient + Double(decay) * w
      state[0] += g * g
      w -= Double(rate) * g / (state[0].squareRoot() + Double(epsilon))
    case .rmsprop(let rate, let alpha, let epsilon, let momentum, let decay):
      let g = gradient + Double(decay) * w
      state[0] = alpha * state[0] + (1 - alpha) * g * g
      var change = g / (state[0].squareRoot() + Double(epsilon))
      if state.count > 1 {
        state[1] = Double(momentum) * state[1] + change
        change = state[1]
      }
      w -= Double(rate) * change
    case .adadelta(let rate, let rho, let epsilon, let decay):
      let g = gradient + Double(decay) * w
      state[0] = rho * state[0] + (1 - rho) * g * g
      let change = (state[1] + Double(epsilon)).squareRoot() / (state[0] + Double(epsilon)).squareRoot() * g
      state[1] = rho * state[1] + (1 - rho) * change * change
      w -= Double(rate) * change
    case .adam(let rate, let beta1, let beta2, let epsilon, let decay, let shrinkage):
      let g = gradient + Double(decay) * w
      state[0] = beta1 * state[0] + (1 - beta1) * g
      state[1] = beta2 * state[1] + (1 - beta2) * g * g
      w -= Double(shrinkage) * w + Double(rate) * state[0] / (state[1].squareRoot() + Double(epsilon))
    case .lion(let rate, let beta1, let beta2, let decay):
      let direction = beta1 * state[0] + (1 - beta1) * gradient
      let sign: Double = direction > 0 ? 1 : direction < 0 ? -1 : direction
      w -= Double(rate) * (sign + Double(decay) * w)
      state[0] = beta2 * state[0] + (1 - beta2) * gradient
    }
  }
}
