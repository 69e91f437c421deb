public import Tensors

/// exp(xᵢ) / Σ exp(xⱼ) within each group of neighbouring features: `[n, groups · size]` to the same.
public struct Softmax: Module {
  /// The number of features of a group.
  public let groupSize: Int

  /// Creates a softmax over groups of `groupSize` features.
  public init(groupsOf groupSize: Int) { self.groupSize = groupSize }

  public func callAsFunction(_ x: Tensor) -> Tensor { x.softmax(groupsOf: groupSize) }
}
