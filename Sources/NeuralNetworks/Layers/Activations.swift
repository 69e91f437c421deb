public import Tensors

/// max(x, 0).
public struct ReLU: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { relu(x) }
}

/// tanh(x), in (-1, 1).
public struct Tanh: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { tanh(x) }
}

/// 1 / (1 + exp(-x)), in (0, 1).
public struct Sigmoid: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { sigmoid(x) }
}
