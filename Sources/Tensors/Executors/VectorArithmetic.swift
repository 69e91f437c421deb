/// Arithmetic on parts of flat vectors, as optimisers and training steps need it.
///
/// `ranges` are the floats that take part: ascending, without overlap, within every vector. Sums are in double and in a
/// fixed order, so that no number depends on threads.
public protocol VectorArithmetic: AnyObject {
  /// x · y.
  func dot(_ x: FlatVector, _ y: FlatVector, ranges: [Range<Int>]) -> Double
  /// x = min(max(x, -bound), bound); NaN stays NaN.
  func clamp(_ x: FlatVector, to bound: Float, ranges: [Range<Int>])
  /// x = factor x.
  func scale(_ x: FlatVector, by factor: Float, ranges: [Range<Int>])
  /// x = y.
  func copy(_ y: FlatVector, to x: FlatVector, ranges: [Range<Int>])
  /// x += share (y - x).
  func interpolate(_ x: FlatVector, towards y: FlatVector, by share: Float, ranges: [Range<Int>])
  /// out = x + factor y; `out` may be `x` or `y`.
  func add(_ x: FlatVector, _ y: FlatVector, times factor: Float, into out: FlatVector, ranges: [Range<Int>])
  /// Changes `parameters` along `gradients` once, with the state vectors that `rule` names.
  func apply(
    _ rule: UpdateRule, to parameters: FlatVector, along gradients: FlatVector, state: [FlatVector],
    ranges: [Range<Int>])
}

extension VectorArithmetic {
  /// |x|, the root of the sum of squares.
  public func norm(_ x: FlatVector, ranges: [Range<Int>]) -> Double { dot(x, x, ranges: ranges).squareRoot() }
}

extension FlatVector {
  /// All of its floats as one range.
  public var everything: [Range<Int>] { [0..<count] }
}
