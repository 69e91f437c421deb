import Foundation
import Tensors

extension ReferenceTensor {
  /// The `k` neighbouring features of sample `n` to which feature `d` of `[n, g k]` belongs.
  fileprivate func group(of k: Int, _ n: Int, _ d: Int) -> [Double] {
    let first = d / k * k
    return (first..<first + k).map { self[n, $0] }
  }
}

extension GroupSoftmax: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result { n, d in exp(x[n, d] - logSumExp(x.group(of: k, n, d))) }
  }
}

extension GroupLogSoftmax: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result { n, d in x[n, d] - logSumExp(x.group(of: k, n, d)) }
  }
}

/// log Σ exp(x), in the form that does not overflow.
func logSumExp(_ x: [Double]) -> Double {
  let maximum = x.max() ?? 0
  return maximum + log(x.reduce(0) { $0 + exp($1 - maximum) })
}
