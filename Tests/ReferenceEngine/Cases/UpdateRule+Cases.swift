package import Tensors

extension UpdateRule {
  /// Every rule with each number of state vectors that it may have.
  package static let cases: [(rule: UpdateRule, stateCount: Int)] = [
    (.gradientDescent(rate: 0.1, decay: 0.01), 0),
    (.momentum(rate: 0.1, momentum: 0.9, scale: 0.5, decay: 0.01), 1),
    (.nesterov(rate: 0.1, momentum: 0.8, decay: 0.02), 1),
    (.adagrad(rate: 0.1, epsilon: 1e-3, decay: 0.01), 1),
    (.rmsprop(rate: 0.01, alpha: 0.95, epsilon: 1e-3, momentum: 0, decay: 0.01), 1),
    (.rmsprop(rate: 0.01, alpha: 0.95, epsilon: 1e-3, momentum: 0.5, decay: 0), 2),
    (.adadelta(rate: 1, rho: 0.9, epsilon: 1e-3, decay: 0.01), 2),
    (.adam(rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-3, decay: 0.01, shrinkage: 0), 2),
    (.adam(rate: 0.01, beta1: 0.8, beta2: 0.999, epsilon: 1e-4, decay: 0, shrinkage: 0.02), 2),
    (.lion(rate: 0.01, beta1: 0.9, beta2: 0.99, decay: 0.1), 1),
  ]
}
