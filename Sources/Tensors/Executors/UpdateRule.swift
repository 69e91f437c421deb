/// An elementwise rule that changes parameters along their gradient.
///
/// w is a parameter, g its gradient plus `decay` · w (from an L2 penalty of decay / 2 · |w|²). The other letters are
/// the rule's state vectors, in the order of ``VectorArithmetic/apply(_:to:along:state:ranges:)``. The set of rules is
/// closed: every executor has each of them.
public enum UpdateRule: Hashable, Sendable {
  /// w -= rate g.
  case gradientDescent(rate: Float, decay: Float)
  /// b = momentum b + scale g; w -= rate b.
  case momentum(rate: Float, momentum: Float, scale: Float, decay: Float)
  /// v = momentum v - rate g; w += momentum v - rate g.
  case nesterov(rate: Float, momentum: Float, decay: Float)
  /// a += g²; w -= rate g / (√a + ε).
  case adagrad(rate: Float, epsilon: Float, decay: Float)
  /// a = α a + (1 - α) g²; w -= rate g / (√a + ε); with a second state vector, b = momentum b + g / (√a + ε);
  /// w -= rate b.
  case rmsprop(rate: Float, alpha: Double, epsilon: Float, momentum: Float, decay: Float)
  /// a = ρ a + (1 - ρ) g²; c = √(d + ε) / √(a + ε) g; d = ρ d + (1 - ρ) c²; w -= rate c.
  case adadelta(rate: Float, rho: Double, epsilon: Float, decay: Float)
  /// m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; w -= shrinkage w + rate m / (√v + ε).
  case adam(rate: Float, beta1: Double, beta2: Double, epsilon: Float, decay: Float, shrinkage: Float)
  /// w -= rate (sign(β₁ m + (1 - β₁) g) + decay w); m = β₂ m + (1 - β₂) g; here g is the gradient without decay.
  case lion(rate: Float, beta1: Double, beta2: Double, decay: Float)
}
