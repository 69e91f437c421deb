public import CPUEngine
import Diagnostics
public import Tensors

/// What bounds the gradients of a step before an optimiser sees them.
public struct GradientClipping: Codable, Hashable, Sendable {
  /// The greatest size that a number keeps; above 0.
  public let value: Double?
  /// The greatest norm that all numbers together keep, after the bound on each; above 0.
  ///
  /// Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.
  public let norm: Double?

  /// - Throws: ``OptimizerError`` for a bound that is not above 0.
  public init(value: Double? = nil, norm: Double? = nil) throws(OptimizerError) {
    for (name, bound) in [("clip_value", value), ("clip_norm", norm)] {
      if let bound, !(bound > 0 && bound.isFinite) {
        throw OptimizerError(
          .badValue, Report("gradients cannot be clipped", place: name, expected: "a number above 0", got: "\(bound)"))
      }
    }
    (self.value, self.norm) = (value, norm)
  }

  /// Clips the floats of `gradients` in `ranges`; their norm before it is scaled, or nil when `norm` is not set.
  ///
  /// Where the norm is not finite, nothing is scaled: the loss is about to show it.
  @discardableResult
  public func apply(to gradients: FlatVector, ranges: [Range<Int>], on executor: CPUExecutor) -> Double? {
    if let value { executor.clamp(gradients, to: Float(value), ranges: ranges) }
    guard let norm else { return nil }
    let length = executor.norm(gradients, ranges: ranges)
    if length > norm, length.isFinite { executor.scale(gradients, by: Float(norm / length), ranges: ranges) }
    return length
  }
}

extension GradientClipping {
  private enum CodingKeys: String, CodingKey { case value, norm }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      value: container.decodeIfPresent(Double.self, forKey: .value),
      norm: container.decodeIfPresent(Double.self, forKey: .norm))
  }
}
