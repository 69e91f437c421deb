import Diagnostics

extension Tensor {
  /// The elementwise sum of two tensors of the same shape.
  public static func + (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Elementwise(kind: .add), [a, b]) }
  /// The elementwise difference of two tensors of the same shape.
  public static func - (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Elementwise(kind: .subtract), [a, b]) }
  /// The elementwise product of two tensors of the same shape.
  public static func * (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Elementwise(kind: .multiply), [a, b]) }
  /// The elementwise quotient of two tensors of the same shape.
  public static func / (a: Tensor, b: Tensor) -> Tensor { a.graph.append(Elementwise(kind: .divide), [a, b]) }
}

extension Tensor {
  /// Every element times `factor`.
  public static func * (factor: Float, a: Tensor) -> Tensor { a.mapped(by: .scale(factor)) }
  /// Every element times `factor`.
  public static func * (a: Tensor, factor: Float) -> Tensor { factor * a }
  /// Every element divided by `divisor`.
  public static func / (a: Tensor, divisor: Float) -> Tensor { (1 / divisor) * a }
  /// `dividend` divided by every element.
  public static func / (dividend: Float, a: Tensor) -> Tensor { dividend * a.reciprocal() }
  /// Every element plus `number`.
  public static func + (a: Tensor, number: Float) -> Tensor { a.mapped(by: .add(number)) }
  /// `number` plus every element.
  public static func + (number: Float, a: Tensor) -> Tensor { a + number }
  /// Every element minus `number`.
  public static func - (a: Tensor, number: Float) -> Tensor { a + (-number) }
  /// `number` minus every element.
  public static func - (number: Float, a: Tensor) -> Tensor { -1 * a + number }
  /// The negative of every element.
  public static prefix func - (a: Tensor) -> Tensor { -1 * a }
}

/// Elementwise arithmetic.
///
/// - Formula: y = a + b, a - b, a · b or a / b
/// - Shapes: `[n, …]`, `[n, …]` → `[n, …]` and `[…]`, `[…]` → `[…]`
/// - Gradient: dy and dy; dy and -dy; b dy and a dy; dy / b and -y dy / b
package struct Elementwise: Operation {
  package enum Kind: String { case add, subtract, multiply, divide }
  package let kind: Kind
  package var name: String { kind.rawValue }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0] == inputs[1] else {
      throw ShapeError(
        .mismatch, Report("the operands differ in shape", expected: "\(inputs[0])", got: "\(inputs[1])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    switch kind {
    case .add: [upstream, upstream]
    case .subtract: [upstream, -1 * upstream]
    case .multiply: [upstream * inputs[1], upstream * inputs[0]]
    case .divide: [upstream / inputs[1], -1 * (upstream * result / inputs[1])]
    }
  }
}
