public import Tensors

/// max(x, 0).
public struct ReLU: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { relu(x) }
}

/// x above 0, `slope` · x below.
public struct LeakyReLU: Module {
  /// The slope below 0; default 0.01.
  public let slope: Float

  /// Creates a leaky ReLU with this `slope` below 0.
  public init(slope: Float = 0.01) { self.slope = slope }
  public func callAsFunction(_ x: Tensor) -> Tensor { leakyRelu(x, slope: slope) }
}

/// x above 0, exp(x) - 1 below.
///
/// Clevert, Unterthiner and Hochreiter 2016.
public struct ELU: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { elu(x) }
}

/// ``ELU`` scaled so that mean 0 and variance 1 persist from layer to layer.
///
/// Klambauer et al. 2017.
public struct SELU: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { selu(x) }
}

/// x · P(Z <= x) for a standard normal Z.
///
/// Hendrycks and Gimpel 2016.
public struct GELU: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { gelu(x) }
}

/// log(1 + exp(x)), above 0.
public struct Softplus: Module {
  public init() {}
  public func callAsFunction(_ x: Tensor) -> Tensor { softplus(x) }
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
