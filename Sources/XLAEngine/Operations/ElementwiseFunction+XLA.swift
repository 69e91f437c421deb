import Tensors

extension ElementwiseFunction: XLAOperation {
  func lower(_ node: LoweredNode) -> Value {
    let x = node[0]
    switch kind {
    case .exponential: return x.unary("exponential")
    case .logarithm: return x.unary("log")
    case .square: return x * x
    case .squareRoot: return x.unary("sqrt")
    case .absolute: return x.unary("abs")
    case .reciprocal: return 1 / x
    case .sign: return x.unary("sign")
    case .gelu: return x * x.normalDistribution
    case .scale(let factor): return factor * x
    case .add(let number): return x + number
    case .clip(let range): return x.maximum(x.splat(range.lowerBound)).minimum(x.splat(range.upperBound))
    case .greater(let threshold): return x.compared(.greater, to: threshold).asFloat
    case .within(let range):
      return x.compared(.greaterOrEqual, to: range.lowerBound).and(x.compared(.lessOrEqual, to: range.upperBound))
        .asFloat
    }
  }
}
