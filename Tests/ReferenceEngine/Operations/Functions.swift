import Foundation
import Tensors

extension ElementwiseFunction: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.mapping { kind.value(of: $0) } }
}

extension ElementwiseFunction.Kind {
  fileprivate func value(of x: Double) -> Double {
    switch self {
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .square: x * x
    case .squareRoot: x.squareRoot()
    case .absolute: abs(x)
    case .reciprocal: 1 / x
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .gelu: x * normalDistribution(x)
    case .scale(let factor): Double(factor) * x
    case .add(let number): x + Double(number)
    case .clip(let range): min(max(x, Double(range.lowerBound)), Double(range.upperBound))
    case .greater(let threshold): x > Double(threshold) ? 1 : 0
    case .within(let range): x >= Double(range.lowerBound) && x <= Double(range.upperBound) ? 1 : 0
    }
  }
}

extension GELUGradient: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    node.zipping { dy, x in dy * (normalDistribution(x) + x * normalDensity(x)) }
  }
}

/// Φ(x), the normal distribution function.
func normalDistribution(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

/// φ(x), the normal density.
func normalDensity(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }

extension GradientStop: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor { node.mapping { $0 } }
}
