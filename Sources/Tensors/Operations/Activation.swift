import Diagnostics

/// An elementwise function that may follow a layer.
public enum ActivationKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// max(x, 0).
  case relu
  /// tanh(x), in (-1, 1).
  case tanh
  /// 1 / (1 + exp(-x)), in (0, 1).
  case sigmoid
  /// x above zero, 0.01 x below.
  case leakyRelu = "leaky-relu"
  /// x above zero, exp(x) - 1 below (Clevert et al., 2015, with α = 1).
  case elu
  /// 1.0507 x above zero, 1.7581 (exp(x) - 1) below (Klambauer et al., 2017).
  case selu
  /// log(1 + exp(x)), above zero.
  case softplus
}

extension ActivationKind {
  /// Whether the derivative is computed from x, not from y = f(x): y + 1 loses the digits of a small exp(x).
  package var derivesFromArgument: Bool { self == .elu || self == .selu }
}

extension Tensor {
  /// `kind` of every element.
  public func activated(by kind: ActivationKind) -> Tensor { graph.append(Activation(kind: kind), [self]) }
}

/// max(x, 0) of every element.
public func relu(_ x: Tensor) -> Tensor { x.activated(by: .relu) }
/// tanh(x) of every element.
public func tanh(_ x: Tensor) -> Tensor { x.activated(by: .tanh) }
/// 1 / (1 + exp(-x)) of every element.
public func sigmoid(_ x: Tensor) -> Tensor { x.activated(by: .sigmoid) }
/// x above zero, exp(x) - 1 below, of every element.
public func elu(_ x: Tensor) -> Tensor { x.activated(by: .elu) }
/// 1.0507 x above zero, 1.7581 (exp(x) - 1) below, of every element.
public func selu(_ x: Tensor) -> Tensor { x.activated(by: .selu) }
/// log(1 + exp(x)) of every element.
public func softplus(_ x: Tensor) -> Tensor { x.activated(by: .softplus) }
/// x above zero, `slope` x below, of every element.
public func leakyRelu(_ x: Tensor, slope: Float = 0.01) -> Tensor {
  slope == 0.01 ? x.activated(by: .leakyRelu) : slope * x + (1 - slope) * relu(x)
}

/// An elementwise function that may follow a layer.
///
/// - Formula: y = f(x) with f one of max(x, 0), tanh x, 1 / (1 + exp -x), x or 0.01 x, x or exp(x) - 1, selu x,
///   log(1 + exp x)
/// - Shapes: `[n, …]` → `[n, …]`
/// - Gradient: `ActivationGradient` of dy and y, of dy and x for elu and selu
package struct Activation: Operation {
  package let kind: ActivationKind
  package var name: String { kind.rawValue }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample is required", expected: "[n, …]", got: "\(inputs[0])"))
    }
    return inputs[0]
  }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ActivationGradient(kind: kind), [upstream, kind.derivesFromArgument ? inputs[0] : result])]
  }
}

/// The gradient of an ``Activation``, computed from its value y = f(x), or from x for elu and selu.
///
/// - Formula: dx = f'(x) dy, where f'(x) is a function of y: 1 - y² of tanh, y (1 - y) of sigmoid, 1 - exp(-y) of softplus
/// - Shapes: dy and y or x: `[n, …]`, `[n, …]` → `[n, …]`
/// - Gradient: in dy, the same operation on the incoming gradient; in y or x, the derivative of f' as a function of it,
///   times dy and the incoming gradient
package struct ActivationGradient: Operation {
  package let kind: ActivationKind
  package var name: String { "\(kind.rawValue)'s gradient" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  package func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    let (dy, y) = (inputs[0], inputs[1])
    return [upstream.graph.append(ActivationGradient(kind: kind), [upstream, y]), slope(at: y, times: upstream * dy)]
  }

  /// `factor` times the derivative of f' as a function of `y` (x for elu and selu); nil where f' is piecewise constant.
  private func slope(at y: Tensor, times factor: Tensor) -> Tensor? {
    switch kind {
    case .relu, .leakyRelu: nil
    case .tanh: -2 * (factor * y)
    case .sigmoid: factor - 2 * (factor * y)
    case .elu, .selu: factor.graph.append(ActivationGradient(kind: kind), [factor, y]) * (-y).isGreater(than: 0)
    case .softplus: factor * exp(-y)
    }
  }
}
