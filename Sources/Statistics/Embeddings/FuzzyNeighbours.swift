#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The fuzzy simplicial set of UMAP: how far each pair of neighbours is a pair.
///
/// exp(-(d - ρ) / σ) of a neighbour at distance d, with the distance ρ to the nearest and the σ for which the sum over
/// the neighbours is log₂ of their number; of both directions a and b, a + b - a b.
package struct FuzzyNeighbours: Sendable {
  private static let steps = 64
  private static let tolerance = 1e-5
  private static let leastScale = 1e-3

  let graph: SymmetricGraph

  /// Finds the `k` nearest others of samples, `[n, size]`; a sample itself is one more neighbour.
  package init(
    samples: [Float], size: Int, k: Int, progress: ComputationProgress? = nil
  ) throws(StatisticsError) {
    let found = try NearestNeighbours(samples: samples, size: size).neighboursOfSamples(k: k, progress: progress)
    let mean = found.distances.reduce(0) { $0 + Double($1) } / Double(found.distances.count / k * (k + 1))
    let weights = filledConcurrently(found.distances.count, piecesOf: 64 * k, zero: 0.0) { range, result in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: k) {
        let distances = found.distances[first..<first + k].map(Double.init)
        for (i, value) in Self.memberships(distances, meanOfAll: mean).enumerated() { result[first + i] = value }
      }
    }
    graph = SymmetricGraph(neighbours: found.indices, weights: weights, k: k) { $0 + $1 - $0 * $1 }
  }

  /// The pairs, in both directions, and their weights.
  package var entries: [(row: Int, column: Int, weight: Double)] {
    (0..<graph.count).flatMap { row in
      (graph.starts[row]..<graph.starts[row + 1]).map { (row, Int(graph.columns[$0]), graph.values[$0]) }
    }
  }

  private static func memberships(_ distances: [Double], meanOfAll: Double) -> [Double] {
    let count = Double(distances.count + 1)
    let nearest = distances.first { $0 > 0 } ?? 0
    let wanted = log2(count)
    func values(_ scale: Double) -> [Double] {
      distances.map { $0 > nearest ? exp(-($0 - nearest) / scale) : 1 }
    }
    var (low, high, scale) = (0.0, Double.infinity, 1.0)
    for _ in 0..<steps {
      let sum = values(scale).reduce(0, +)
      if abs(sum - wanted) < tolerance { break }
      if sum > wanted {
        high = scale
        scale = (low + high) / 2
      } else {
        low = scale
        scale = high.isFinite ? (low + high) / 2 : 2 * scale
      }
    }
    let mean = nearest > 0 ? distances.reduce(0, +) / count : meanOfAll
    scale = max(scale, leastScale * mean)
    return scale > 0 ? values(scale) : distances.map { _ in 1 }
  }
}
