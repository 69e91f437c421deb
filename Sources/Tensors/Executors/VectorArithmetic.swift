/// Arithmetic on ranges of device vectors, for optimizers and training steps.
///
/// `ranges` ascend without overlap and lie within every vector. Sums are computed in double precision and in a fixed
/// order, so results do not depend on the number of threads. Only the results of `dot`, `norm` and comparisons reach
/// the host.
public protocol VectorArithmetic: AnyObject {
  /// Creates a vector of `count` zeros in the device's memory.
  func makeVector(count: Int) -> any DeviceVector
  /// x · y.
  func dot(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Double
  /// Whether x and y have the same bits.
  func haveSameBits(_ x: any DeviceVector, _ y: any DeviceVector, ranges: [Range<Int>]) -> Bool
  /// x = value.
  func fill(_ x: any DeviceVector, with value: Float, ranges: [Range<Int>])
  /// x = min(max(x, -bound), bound); NaN stays NaN.
  func clamp(_ x: any DeviceVector, to bound: Float, ranges: [Range<Int>])
  /// x = factor x.
  func scale(_ x: any DeviceVector, by factor: Float, ranges: [Range<Int>])
  /// x = y.
  func copy(_ y: any DeviceVector, to x: any DeviceVector, ranges: [Range<Int>])
  /// x += share (y - x).
  func interpolate(_ x: any DeviceVector, towards y: any DeviceVector, by share: Float, ranges: [Range<Int>])
  /// out = x + factor y; `out` may be `x` or `y`.
  func add(
    _ x: any DeviceVector, _ y: any DeviceVector, times factor: Float, into out: any DeviceVector,
    ranges: [Range<Int>])
  /// Changes `parameters` along `gradients` once, with the state vectors of `rule`.
  func apply(
    _ rule: UpdateRule, to parameters: any DeviceVector, along gradients: any DeviceVector,
    state: [any DeviceVector], ranges: [Range<Int>])
}

extension VectorArithmetic {
  /// Creates a vector in the device's memory with the values of `host`.
  public func makeVector(_ host: FlatVector) -> any DeviceVector {
    let vector = makeVector(count: host.count)
    vector.write(host)
    return vector
  }

  /// |x|, the root of the sum of squares.
  public func norm(_ x: any DeviceVector, ranges: [Range<Int>]) -> Double {
    dot(x, x, ranges: ranges).squareRoot()
  }

  /// Whether all elements are finite; squares of finite floats do not overflow a sum in double precision.
  public func isFinite(_ x: any DeviceVector) -> Bool { dot(x, x, ranges: x.everything).isFinite }
}
