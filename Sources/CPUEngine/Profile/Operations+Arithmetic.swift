import Tensors

/// Floating-point operations other than one per element, as in ``PlanStage/arithmetic``.
private enum Weight {
  /// A product added to a sum.
  static let product = 2
  /// A function computed by a polynomial or a quotient of two.
  static let function = 16
  /// Bilinear interpolation of four pixels.
  static let interpolation = 8
}

extension CPUOperation {
  /// One per element of the largest operand or result; only per-sample values count if there are any.
  func arithmetic(inputs: [Shape], result: Shape) -> Int { elements(inputs, result) }

  func title(inputs: [Shape], result: Shape) -> String { name }

  fileprivate func elements(_ inputs: [Shape], _ result: Shape) -> Int {
    let all = inputs + [result]
    let batched = all.filter(\.isBatched)
    return (batched.isEmpty ? all : batched).map(\.count).max() ?? 0
  }
}

extension ActivationKind {
  fileprivate var weight: Int {
    switch self {
    case .relu, .leakyRelu: 1
    case .tanh, .sigmoid, .elu, .selu, .softplus: Weight.function
    }
  }
}

extension Activation {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { kind.weight * result.count }
}

extension ActivationGradient {
  /// The derivative is a function of the value, of at most two operations.
  func arithmetic(inputs: [Shape], result: Shape) -> Int {
    (kind == .softplus ? Weight.function : kind.weight == 1 ? 1 : 3) * result.count
  }
}

extension ElementwiseFunction {
  func arithmetic(inputs: [Shape], result: Shape) -> Int {
    switch kind {
    case .exponential, .logarithm: Weight.function * result.count
    case .gelu: 2 * Weight.function * result.count
    case .square, .squareRoot, .absolute, .reciprocal, .sign, .scale, .add, .clip, .greater, .within: result.count
    }
  }
}

extension BroadcastArithmetic {
  func title(inputs: [Shape], result: Shape) -> String { isBias(of: result) ? "bias" : name }
}

extension GELUGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 3 * Weight.function * result.count }
}

extension PredictionError {
  func arithmetic(inputs: [Shape], result: Shape) -> Int {
    switch kind {
    case .binaryCrossEntropy: 2 * Weight.function * inputs[0].count
    case .squared: 3 * inputs[0].count
    case .absolute, .huber: inputs[0].count
    }
  }
}

extension PredictionErrorGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int {
    kind == .binaryCrossEntropy ? (Weight.function + 2) * result.count : result.count
  }
}

extension Reduction {
  func arithmetic(inputs: [Shape], result: Shape) -> Int {
    function == .logSumExp ? (Weight.function + 3) * inputs[0].count : inputs[0].count
  }
}

extension GroupSoftmax {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { (Weight.function + 4) * result.count }
}

extension GroupLogSoftmax {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { (Weight.function + 4) * result.count }
}

extension BilinearUpsampling {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { Weight.interpolation * result.count }
}

extension BilinearUpsamplingGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { Weight.interpolation * inputs[0].count }
}

extension Warping {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { Weight.interpolation * result.count }
}

extension WarpingGradient {
  func arithmetic(inputs: [Shape], result: Shape) -> Int { Weight.interpolation * inputs[0].count }
}

extension Filtering {
  /// The rows, then the columns.
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 2 * Weight.product * taps.count * result.count }
}

extension Input {
  /// Each byte is scaled and shifted.
  func arithmetic(inputs: [Shape], result: Shape) -> Int { 2 * result.count }
}
