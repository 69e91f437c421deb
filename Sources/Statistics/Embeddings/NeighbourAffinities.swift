internal import Diagnostics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The joint probabilities of neighbours in t-SNE.
///
/// pⱼ|ᵢ is a Gaussian of the distance whose width gives the conditional distribution a perplexity; neighbours are the
/// ⌊3 perplexity⌋ + 1 nearest, of which pᵢⱼ = (pⱼ|ᵢ + pᵢ|ⱼ) / 2n is made, as in scikit-learn.
package struct NeighbourAffinities: Sendable {
  private static let tolerance = 1e-5
  private static let steps = 100

  let graph: SymmetricGraph

  /// Finds the neighbours of samples, `[n, size]`, and their probabilities.
  package init(
    samples: [Float], size: Int, perplexity: Double, progress: ComputationProgress? = nil
  ) throws(StatisticsError) {
    let count = rows(of: samples, size: size)
    guard count > 1, perplexity > 0, perplexity < Double(count) else {
      throw StatisticsError(
        code: .badValue,
        report: Report(
          "the perplexity is out of range", place: "perplexity", expected: "above 0 and below the \(count) samples",
          got: "\(perplexity)", cure: "lower it, or embed more samples"))
    }
    let k = min(count - 1, Int(3 * perplexity + 1))
    let found = try NearestNeighbours(samples: samples, size: size).neighboursOfSamples(k: k, progress: progress)
    let weights = filledConcurrently(count * k, piecesOf: 64 * k, zero: 0.0) { range, result in
      for first in stride(from: range.lowerBound, to: range.upperBound, by: k) {
        let squares = found.distances[first..<first + k].map { Double($0) * Double($0) }
        for (i, value) in Self.conditional(squares, perplexity: perplexity).enumerated() { result[first + i] = value }
      }
    }
    let scale = 1 / (2 * Double(count))
    graph = SymmetricGraph(neighbours: found.indices, weights: weights, k: k) { ($0 + $1) * scale }
  }

  /// exp(-β d²), divided by its sum, with the β for which the entropy is the perplexity's logarithm.
  private static func conditional(_ squares: [Double], perplexity: Double) -> [Double] {
    let wanted = log(perplexity)
    let least = squares.min() ?? 0
    var (low, high, beta) = (-Double.infinity, Double.infinity, 1.0)
    var values = squares
    for _ in 0..<steps {
      // Relative to the nearest, so that none of the sums is 0.
      var (sum, product) = (0.0, 0.0)
      for i in squares.indices {
        values[i] = exp(-beta * (squares[i] - least))
        sum += values[i]
        product += values[i] * (squares[i] - least)
      }
      let entropy = log(sum) + beta * product / sum
      for i in values.indices { values[i] /= sum }
      let difference = entropy - wanted
      if abs(difference) <= tolerance { break }
      if difference > 0 {
        low = beta
        beta = high.isFinite ? (beta + high) / 2 : beta * 2
      } else {
        high = beta
        beta = low.isFinite ? (beta + low) / 2 : beta / 2
      }
    }
    return values
  }

  /// Σ p log(p / q) of the positions of an embedding, `[n, 2]`, with q = (1 + d²)⁻¹ / Σ (1 + d²)⁻¹ over all pairs: the
  /// objective of t-SNE.
  package func divergence(of positions: [Float]) -> Double {
    divergence(
      of: (0..<positions.count / 2).map { SIMD2(Double(positions[2 * $0]), Double(positions[2 * $0 + 1])) })
  }

  func divergence(of positions: [SIMD2<Double>]) -> Double {
    let count = positions.count
    require(count == graph.count, "\(count) positions of \(graph.count) samples")
    let (x, y) = (positions.map(\.x), positions.map(\.y))
    let sums = filledConcurrently(count, piecesOf: 64, zero: 0.0) { range, result in
      for i in range { result[i] = Self.similarities(x, y, i) }
    }
    let logarithm = log(sums.reduce(0, +))
    let terms = filledConcurrently(count, piecesOf: 64, zero: 0.0) { range, result in
      for i in range {
        for at in graph.starts[i]..<graph.starts[i + 1] where graph.values[at] > 0 {
          let difference = positions[i] - positions[Int(graph.columns[at])]
          let p = graph.values[at]
          result[i] += p * (log(p) + log(1 + (difference * difference).sum()) + logarithm)
        }
      }
    }
    return terms.reduce(0, +)
  }

  /// Σ (1 + d²)⁻¹ of one position and all others.
  private static func similarities(_ x: [Double], _ y: [Double], _ i: Int) -> Double {
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        guard let px = x.baseAddress, let py = y.baseAddress else { return 0 }
        var sums = SIMD4<Double>.zero
        let one = SIMD4<Double>(repeating: 1)
        let (a, b) = (SIMD4(repeating: x[i]), SIMD4(repeating: y[i]))
        var j = 0
        while j &+ 4 <= x.count {
          let dx = a - UnsafeRawPointer(px + j).loadUnaligned(as: SIMD4<Double>.self)
          let dy = b - UnsafeRawPointer(py + j).loadUnaligned(as: SIMD4<Double>.self)
          let distances: SIMD4<Double> = one + dx * dx + dy * dy
          sums += one / distances
          j &+= 4
        }
        var sum = sums.sum() - 1
        while j < x.count {
          let (dx, dy) = (x[i] - x[j], y[i] - y[j])
          let distance: Double = 1 + dx * dx + dy * dy
          sum += 1 / distance
          j &+= 1
        }
        return sum
      }
    }
  }
}
