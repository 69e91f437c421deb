/// Bounds on the gradient of a step, applied before the update.
public struct GradientBounds: Hashable, Sendable {
  /// The maximum absolute value of each element, above 0; nil for no bound.
  public var value: Double?
  /// The maximum norm of the gradient, above 0, applied after `value`; nil for no bound.
  ///
  /// Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", 2013.
  public var norm: Double?

  /// Creates bounds on each element, `value`, and on the `norm`, each above 0 or nil for none.
  public init(value: Double? = nil, norm: Double? = nil) { (self.value, self.norm) = (value, norm) }

  /// Bounds `gradients` in `ranges`; returns their norm before scaling, or nil without a bound on the norm.
  ///
  /// A gradient with a norm that is not finite is not scaled: the loss will show it.
  @discardableResult
  public func apply(
    to gradients: any DeviceVector, ranges: [Range<Int>], with arithmetic: any VectorArithmetic
  ) -> Double? {
    if let value { arithmetic.clamp(gradients, to: Float(value), ranges: ranges) }
    guard norm != nil else { return nil }
    let length = arithmetic.norm(gradients, ranges: ranges)
    if let factor = factor(norm: length) { arithmetic.scale(gradients, by: factor, ranges: ranges) }
    return length
  }

  /// The factor that bounds a gradient whose norm is `length`; nil where it is within the bound.
  package func factor(norm length: Double?) -> Float? {
    guard let norm, let length, length > norm, length.isFinite else { return nil }
    return Float(norm / length)
  }
}
