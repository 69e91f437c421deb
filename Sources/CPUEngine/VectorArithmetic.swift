internal import CKernels
public import Tensors

/// Arithmetic on parts of flat vectors, block by block on the team of threads; sums are in double and of a fixed order.
///
/// `ranges` are the floats meant: ascending, without overlap, within every vector.
extension CPUExecutor {
  /// x · y.
  public func dot(_ x: FlatVector, _ y: FlatVector, ranges: [Range<Int>]) -> Double {
    let kernels = instructionSet.kernels.pointee
    let (a, b) = (x.pointer, y.pointer)
    return sum(over: ranges, in: shortest(x, y)) { start, count in kernels.dot(a + start, b + start, count) }
  }

  /// x = min(max(x, -bound), bound); NaN stays NaN.
  public func clamp(_ x: FlatVector, to bound: Float, ranges: [Range<Int>]) {
    let kernels = instructionSet.kernels.pointee
    let a = x.changing()
    eachBlock(of: ranges, in: x.count) { _, start, count in kernels.clamp(a + start, bound, count) }
  }

  /// x = factor x.
  public func scale(_ x: FlatVector, by factor: Float, ranges: [Range<Int>]) {
    let kernels = instructionSet.kernels.pointee
    let a = x.changing()
    eachBlock(of: ranges, in: x.count) { _, start, count in kernels.scale(a + start, factor, a + start, count) }
  }

  /// x = y.
  public func copy(_ y: FlatVector, to x: FlatVector, ranges: [Range<Int>]) {
    let (a, b) = (x.changing(), y.pointer)
    eachBlock(of: ranges, in: shortest(x, y)) { _, start, count in (a + start).update(from: b + start, count: count) }
  }

  /// x += share (y - x).
  public func interpolate(_ x: FlatVector, towards y: FlatVector, by share: Float, ranges: [Range<Int>]) {
    let kernels = instructionSet.kernels.pointee
    let (a, b) = (x.changing(), y.pointer)
    eachBlock(of: ranges, in: shortest(x, y)) { _, start, count in
      kernels.interpolate(a + start, b + start, share, count)
    }
  }

  /// out = x + factor y; `out` may be `x` or `y`.
  public func add(
    _ x: FlatVector, _ y: FlatVector, times factor: Float, into out: FlatVector, ranges: [Range<Int>]
  ) {
    let kernels = instructionSet.kernels.pointee
    let (a, b, c) = (x.pointer, y.pointer, out.changing())
    eachBlock(of: ranges, in: shortest(x, y, out)) { _, start, count in
      kernels.add_scaled(a + start, b + start, factor, c + start, count)
    }
  }
}
