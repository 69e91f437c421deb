internal import CKernels
import Tensors

extension ElementwiseFunction: CPUOperation {
  func lower(_ unit: Unit, into plan: PlanBuilder) {
    let kernels = plan.kernels
    if case .scale(let factor) = kind {
      plan.addElementwise(unit) { x, _, out, _, count in kernels.scale(x, factor, out, count) }
      return
    }
    let (code, a, b) = kind.call
    plan.addElementwise(unit, masked: kind.movesZero) { x, _, out, mask, count in
      kernels.map(code, x, out, a, b, mask, count)
    }
  }
}

extension ElementwiseFunction.Kind {
  /// The code of this function for the kernel `map`, and its two arguments.
  fileprivate var call: (code: Int32, a: Float, b: Float) {
    switch self {
    case .exponential: (Int32(HG_EXPONENTIAL), 0, 0)
    case .logarithm: (Int32(HG_LOGARITHM), 0, 0)
    case .square: (Int32(HG_SQUARE), 0, 0)
    case .squareRoot: (Int32(HG_SQUARE_ROOT), 0, 0)
    case .absolute: (Int32(HG_ABSOLUTE), 0, 0)
    case .reciprocal: (Int32(HG_RECIPROCAL), 0, 0)
    case .sign: (Int32(HG_SIGN), 0, 0)
    case .gelu: (Int32(HG_GELU), 0, 0)
    case .scale: fatalError("scaling has a kernel of its own")
    case .add(let number): (Int32(HG_ADD_NUMBER), number, 0)
    case .clip(let range): (Int32(HG_CLIP), range.lowerBound, range.upperBound)
    case .greater(let threshold): (Int32(HG_GREATER), threshold, 0)
    case .within(let range): (Int32(HG_WITHIN), range.lowerBound, range.upperBound)
    }
  }

  /// Whether f(0) is not 0, so that a margin must be preserved.
  fileprivate var movesZero: Bool {
    switch self {
    case .square, .squareRoot, .absolute, .sign, .gelu, .scale: false
    case .exponential, .logarithm, .reciprocal: true
    case .add(let number): number != 0
    case .clip(let range): !range.contains(0)
    case .greater(let threshold): 0 > threshold
    case .within(let range): range.contains(0)
    }
  }
}
