import Foundation
import Tensors

extension ReferenceTensor {
  /// Of a value without `axes`, the element that belongs to (n, c, p) of one that has them.
  fileprivate subscript(reduced axes: Axes, _ n: Int, _ c: Int, _ p: Int) -> Double { values[place(axes, n, c, p)] }

  fileprivate func place(_ axes: Axes, _ n: Int, _ c: Int, _ p: Int) -> Int {
    let sample = axes.contains(.samples) ? 0 : n
    let channel = axes.contains(.channels) ? 0 : c
    let position = axes.contains(.positions) ? 0 : p
    return (sample * channels + channel) * positions + position
  }
}

extension Reduction: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, y) = (node[0], node.zeros)
    // For each element of the result, the elements that it is made of.
    var groups = [[Double]](repeating: [], count: y.values.count)
    for n in 0..<x.samples {
      for c in 0..<x.channels {
        for p in 0..<x.positions { groups[y.place(axes, n, c, p)].append(x[sample: n, channel: c, position: p]) }
      }
    }
    return node.result(groups.map(function.value(of:)))
  }
}

extension Reduction.Function {
  fileprivate func value(of x: [Double]) -> Double {
    let count = Double(x.count)
    let mean = x.reduce(0, +) / count
    return switch self {
    case .sum: x.reduce(0, +)
    case .mean: mean
    case .variance: x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    case .sumOfSquares: x.reduce(0) { $0 + $1 * $1 }
    case .maximum: x.reduce(-.infinity, max)
    case .logSumExp: ReferenceEngine.logSumExp(x)
    }
  }
}

extension Broadcast: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let x = node[0]
    return node.result { n, c, p in x[reduced: axes, n, c, p] }
  }
}

extension BroadcastArithmetic: ReferenceOperation {
  package func value(at node: ReferenceNode) -> ReferenceTensor {
    let (x, s) = (node[0], node[1])
    return node.result { n, c, p in kind.value(of: x[sample: n, channel: c, position: p], s[reduced: axes, n, c, p]) }
  }
}
