import Diagnostics

/// A function of each element alone whose derivative is a function of its value.
public enum ActivationKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// max(x, 0).
  case relu
  /// tanh(x), in (-1, 1).
  case tanh
  /// 1 / (1 + exp(-x)), in (0, 1).
  case sigmoid
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

/// y = f(x).
struct Activation: Operation {
  let kind: ActivationKind
  var name: String { kind.rawValue }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].isBatched else {
      throw ShapeError(.rank, Report("a value per sample was needed", expected: "[n, …]", got: "\(inputs[0])"))
    }
    return inputs[0]
  }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    [upstream.graph.append(ActivationGradient(kind: kind), [upstream, result])]
  }
}

/// dx = dy f'(x), from dy and y = f(x).
struct ActivationGradient: Operation {
  let kind: ActivationKind
  var name: String { "\(kind.rawValue)'s gradient" }

  func shape(of inputs: [Shape]) throws(ShapeError) -> Shape { inputs[0] }

  func gradients(of result: Tensor, inputs: [Tensor], upstream: Tensor) -> [Tensor?] {
    fatalError("\(name) is not differentiated again")
  }
}
