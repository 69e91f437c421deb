public import Tensors

/// A relaxed, differentiable sample of a categorical variable for each group of logits.
///
/// `[n, groups · size]` to the same. In training softmax((x + g) / τ) with g = -log(-log(u + 1e-9) + 1e-9), u uniform,
/// and a temperature τ that may fall over the steps; in inference softmax(x / τ) with the ramp's last τ. Jang, Gu and
/// Poole 2017; Maddison, Mnih and Teh 2017.
public struct GumbelSoftmax: Module {
  /// The number of categories: the features of a group.
  public let groupSize: Int
  /// τ, above 0.
  public let temperature: Ramp

  /// Creates the layer.
  ///
  /// - Parameters:
  ///   - groupSize: The number of categories.
  ///   - temperature: τ over the steps, above 0.
  public init(groupsOf groupSize: Int, temperature: Ramp = Ramp(from: 1, to: 1, steps: 0)) {
    self.groupSize = groupSize
    self.temperature = temperature
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    let graph = x.graph
    guard graph.purpose == .training else {
      return (Float(1 / temperature.to) * x).softmax(groupsOf: groupSize)
    }
    let uniform = graph.draw(.uniform, x.shape.dimensions)
    let gumbel = -log(-log(uniform + 1e-9) + 1e-9)
    let sharpness = graph.value(of: temperature).reciprocal().repeatedOverBatch().broadcast(to: x.shape.dimensions)
    return (sharpness * (x + gumbel)).softmax(groupsOf: groupSize)
  }
}
