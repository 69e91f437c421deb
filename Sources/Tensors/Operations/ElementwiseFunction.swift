import Diagnostics

/// exp(x) of every element.
public func exp(_ x: Tensor) -> Tensor { x.mapped(by: .exponential) }
/// The natural logarithm of every element: NaN below zero, -∞ at zero.
public func log(_ x: Tensor) -> Tensor { x.mapped(by: .logarithm) }

extension Tensor {
  /// x² of every element.
  public func squared() -> Tensor { mapped(by: .square) }
  /// √x of every element; its derivative at zero is infinite.
  public func squareRoot() -> Tensor { mapped(by: .squareRoot) }
  /// |x| of every element; its derivative at zero is zero.
  public func absolute() -> Tensor { mapped(by: .absolute) }
  /// 1 / x of every element.
  public func reciprocal() -> Tensor { mapped(by: .reciprocal) }
  /// -1, 0 or 1 for every element; its gradient is zero.
  public func sign() -> Tensor { mapped(by: .sign) }
  /// Every element clamped to `range`; the derivative is 1 within the range, ends included.
  public func clipped(to range: ClosedRange<Float>) -> Tensor { mapped(by: .clip(range)) }
  /// 1 for every element above `threshold`, 0 for the others; its gradient is zero.
  public func isGreater(than threshold: Float) -> Tensor { mapped(by: .greater(threshold)) }

  /// `kind` of every element.
  package func mapped(by kind: ElementwiseFunction.Kind) -> Tensor {
    graph.append(ElementwiseFunction(kind: kind), [self])
  }
}

/// An elementwise function of a value per sample or a shared value.
///
/// - Formula: y = f(x) with f one of a x, x + a, exp x, log x, x², √x, |x|, 1 / x, sign x, x Φ(x), x clipped to a range,
///   and 1 where x is above a threshold or within a range, 0 elsewhere
/// - Shapes: `[n, …]` → `[n, …]` and `[…]` → `[…]`
/// - Gradient: f'(x) dy; none of sign, threshold and range
package struct ElementwiseFunction: Operation {
  package enum Kind: Hashable {
    case exponential, logarithm, square, squareRoot, absolute, reciprocal, sign, gelu
    case scale(Float)
    case add(Float)
    case clip(ClosedRange<Float>)
    case greater(Float)
    case within(ClosedRange<Float>)
  }
  package let kind: Kind

  package var name: String {
    switch kind {
    case .exponential: "exp"
    case .logarithm: "log"
    case .square: "square"
    case .squareRoot: "square root"
    case .absolute: "absolute value"
    case .reciprocal: "reciprocal"
    case .sign: "sign"
    case .gelu: "gelu"
    case .scale: "scaling"
    case .add: "addition of a number"
    case .clip: "clipping"
    case .greater: "comparison"
    case .within: "membership of a range"
    }
  }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let x = inputs[0]
    switch kind {
    case .exponential: return [upstream * result]
    case .logarithm: return [upstream / x]
    case .square: return [2 * (upstream * x)]
    case .squareRoot: return [0.5 * (upstream / result)]
    case .absolute: return [upstream * x.sign()]
    case .reciprocal: return [-1 * (upstream * result.squared())]
    case .gelu: return [upstream.graph.append(GELUGradient(), [upstream, x])]
    case .scale(let factor): return [factor * upstream]
    case .add: return [upstream]
    case .clip(let range): return [upstream * x.mapped(by: .within(range))]
    case .sign, .greater, .within: return [nil]
    }
  }
}
