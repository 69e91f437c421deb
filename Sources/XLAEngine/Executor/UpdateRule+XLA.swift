import Tensors

extension UpdateRule {
  /// The name of the rule and its number of state vectors in `counts`.
  var title: String {
    switch self {
    case .gradientDescent: "gradient descent"
    case .momentum: "momentum"
    case .nesterov: "nesterov"
    case .adagrad: "adagrad"
    case .rmsprop: "rmsprop"
    case .adadelta: "adadelta"
    case .adam: "adam"
    case .lion: "lion"
    }
  }

  /// The range of the number of state vectors.
  var stateCounts: ClosedRange<Int> {
    switch self {
    case .gradientDescent: 0...0
    case .momentum, .nesterov, .adagrad, .lion: 1...1
    case .rmsprop: 1...2
    case .adadelta, .adam: 2...2
    }
  }

  /// The numbers of the rule in the order in which ``step(_:along:_:_:)`` reads them; the decay last.
  ///
  /// 1 - β is computed in double: in float, 1 - 0.999 would have a relative error of 1e-5.
  var numbers: [Float] {
    switch self {
    case .gradientDescent(let rate, let decay): [rate, decay]
    case .momentum(let rate, let momentum, let scale, let decay): [rate, momentum, scale, decay]
    case .nesterov(let rate, let momentum, let decay): [rate, momentum, decay]
    case .adagrad(let rate, let epsilon, let decay): [rate, epsilon, decay]
    case .rmsprop(let rate, let alpha, let epsilon, let momentum, let decay):
      [rate, Float(alpha), Float(1 - alpha), epsilon, momentum, decay]
    case .adadelta(let rate, let rho, let epsilon, let decay): [rate, Float(rho), Float(1 - rho), epsilon, decay]
    case .adam(let rate, let beta1, let beta2, let epsilon, let decay, let shrinkage):
      [rate, Float(beta1), Float(1 - beta1), Float(beta2), Float(1 - beta2), epsilon, shrinkage, decay]
    case .lion(let rate, let beta1, let beta2, let decay):
      [rate, Float(beta1), Float(1 - beta1), Float(beta2), Float(1 - beta2), decay]
    }
  }

  /// The parameters and state vectors after a step.
  ///
  /// - Parameters:
  ///   - w: The parameters.
  ///   - gradient: Their gradient, without decay.
  ///   - state: The state vectors.
  ///   - n: ``numbers``, each as often as there are parameters.
  func step(_ w: Value, along gradient: Value, _ state: [Value], _ n: [Value]) -> (w: Value, state: [Value]) {
    let g = gradient + n[n.count - 1] * w
    switch self {
    case .gradientDescent:
      return (w - n[0] * g, [])
    case .momentum:
      let b = n[1] * state[0] + n[2] * g
      return (w - n[0] * b, [b])
    case .nesterov:
      let change = n[0] * g
      let v = n[1] * state[0] - change
      return (w + (n[1] * v - change), [v])
    case .adagrad:
      let a = state[0] + g * g
      return (w - n[0] * g / (a.unary("sqrt") + n[1]), [a])
    case .rmsprop:
      let a = n[1] * state[0] + n[2] * (g * g)
      let change = g / (a.unary("sqrt") + n[3])
      guard state.count > 1 else { return (w - n[0] * change, [a]) }
      let b = n[4] * state[1] + change
      return (w - n[0] * b, [a, b])
    case .adadelta:
      let a = n[1] * state[0] + n[2] * (g * g)
      let c = (state[1] + n[3]).unary("sqrt") / (a + n[3]).unary("sqrt") * g
      let d = n[1] * state[1] + n[2] * (c * c)
      return (w - n[0] * c, [a, d])
    case .adam:
      let m = n[1] * state[0] + n[2] * g
      let v = n[3] * state[1] + n[4] * (g * g)
      let change = n[0] * m / (v.unary("sqrt") + n[5])
      return (w - (n[6] * w + change), [m, v])
    case .lion:
      let direction = n[1] * state[0] + n[2] * gradient
      let m = n[3] * state[0] + n[4] * gradient
      return (w - n[0] * (direction.unary("sign") + n[5] * w), [m])
    }
  }
}
