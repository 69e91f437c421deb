import Foundation
import Tensors

extension Activation: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.mapping { kind.value(of: $0) } }
}

extension ActivationGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    node.zipping { dy, operand in dy * kind.slope(at: operand) }
  }
}

extension ActivationKind {
  // Klambauer et al., "Self-normalizing neural networks", 2017.
  private static let seluScale = 1.0507009873554805
  private static let seluAlpha = 1.6732632423543772

  /// f(x).
  fileprivate func value(of x: Double) -> Double {
    switch self {
    case .relu: max(x, 0)
    case .tanh: Foundation.tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .leakyRelu: x > 0 ? x : 0.01 * x
    case .elu: x > 0 ? x : expm1(x)
    case .selu: Self.seluScale * (x > 0 ? x : Self.seluAlpha * expm1(x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    }
  }

  /// f'(x), given y = f(x), or x itself for elu and selu.
  fileprivate func slope(at y: Double) -> Double {
    switch self {
    case .relu: y > 0 ? 1 : 0
    case .tanh: 1 - y * y
    case .sigmoid: y * (1 - y)
    case .leakyRelu: y > 0 ? 1 : 0.01
    case .elu: y > 0 ? 1 : exp(y)
    case .selu: Self.seluScale * (y > 0 ? 1 : Self.seluAlpha * exp(y))
    case .softplus: 1 - exp(-y)
    }
  }
}
