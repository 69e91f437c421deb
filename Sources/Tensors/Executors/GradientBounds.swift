/// Bounds on the gradient of a step, applied before an update.
public struct GradientBounds: Hashable, Sendable {
  /// The maximum size of each element, above 0; nil for any size.
  public var value: Double?
  /// The maximum norm of all elements together, above 0, applied after `value`; nil for any norm.
  ///
  /// Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.
  public var norm: Double?

  /// Bounds that are above 0 where they are given.
  public init(value: Double? = nil, norm: Double? = nil) { (self.value, self.norm) = (value, norm) }

  /// Bounds the floats of `gradients` in `ranges`; their norm before it is scaled, or nil without a bound on it.
  ///
  /// Where the norm is not finite, nothing is scaled: the loss is about to show it.
  @discardableResult
  public func apply(
    to gradients: any DeviceVector, ranges: [Range<Int>], with arithmetic: any VectorArithmetic
  ) -> Double? {
    if let value { arithmetic.clamp(gradients, to: Float(value), ranges: ranges) }
    guard let norm else { return nil }
    let length = arithmetic.norm(gradients, ranges: ranges)
    if length > norm, length.isFinite { arithmetic.scale(gradients, by: Float(norm / length), ranges: ranges) }
    return length
  }
}
