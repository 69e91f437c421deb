internal import CKernels
import Tensors

/// The memory of a sum over samples: its value, or this process's term of it where several share the batch.
struct SumDestination {
  /// The sum.
  let value: Location
  /// The term in double precision; nil for a process alone.
  let term: Location?
  let kernels: HGKernels

  /// Stores elements of the sum, or of the term, from `start` on.
  func store(_ sums: UnsafePointer<Double>, at start: Int, count: Int, in context: RunContext) {
    if let term {
      (context.doubles(term) + start).update(from: sums, count: count)
    } else {
      kernels.round_doubles(sums, context.pointer(value) + start, count)
    }
  }

  /// Stores elements of the sum, or of the term: `start`, and then every `stride`th.
  func store(_ sums: UnsafePointer<Double>, at start: Int, stride: Int, count: Int, in context: RunContext) {
    if let term {
      let out = context.doubles(term) + start
      for index in 0..<count { out[index * stride] = sums[index] }
    } else {
      let out = context.pointer(value) + start
      for index in 0..<count { out[index * stride] = Float(sums[index]) }
    }
  }
}

extension PlanBuilder {
  /// The memory of `unit`, a sum over samples.
  func sumDestination(_ unit: Unit) -> SumDestination {
    SumDestination(value: location(unit.result), term: ranks > 1 ? term(unit.result) : nil, kernels: kernels)
  }

  private func term(_ node: Int) -> Location {
    if let known = exchanges.terms[node] { return known }
    let count = roundUp(shape(node).count)
    let term = Location(space: .terms, offset: 2 * termCount, sampleStride: 0)
    termCount += count
    exchanges.terms[node] = term
    return term
  }
}
