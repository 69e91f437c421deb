#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The gradient descent of t-SNE, with a momentum and a gain for each coordinate.
struct TSNEDescent {
  private static let checkInterval = 50
  private static let patience = 300
  private static let leastGradient = 1e-7
  /// The positions of a thread's piece, a multiple of the eight that walk the tree together.
  private static let piece = 128

  private(set) var positions: [SIMD2<Double>]
  private(set) var iterations = 0

  private let graph: SymmetricGraph
  private let learningRate: Double
  private let angle: Float
  private var updates: [SIMD2<Double>]
  private var gains: [SIMD2<Double>]

  init(from start: [SIMD2<Double>], graph: SymmetricGraph, learningRate: Double, angle: Float) {
    (positions, self.graph, self.learningRate, self.angle) = (start, graph, learningRate, angle)
    updates = [SIMD2](repeating: .zero, count: start.count)
    gains = [SIMD2](repeating: SIMD2(1, 1), count: start.count)
  }

  /// Takes steps until so many were made in all, the gradient vanishes, or the divergence has not fallen for 300 steps.
  ///
  /// - Returns: false where `continues`, which receives the number of steps after each, has returned false.
  mutating func run(
    until end: Int, exaggeration: Double, momentum: Double, _ continues: (Int) -> Bool = { _ in true }
  ) -> Bool {
    updates = [SIMD2](repeating: .zero, count: positions.count)
    gains = [SIMD2](repeating: SIMD2(1, 1), count: positions.count)
    var (best, bestIteration) = (Double.infinity, iterations)
    while iterations < end {
      iterations += 1
      let checks = iterations % Self.checkInterval == 0
      let (gradient, divergence) = self.gradient(exaggeration, withDivergence: checks)
      var squares = 0.0
      for i in positions.indices {
        squares += (gradient[i] * gradient[i]).sum()
        let grows = updates[i] * gradient[i] .< 0
        gains[i] = (gains[i] * 0.8).replacing(with: gains[i] + 0.2, where: grows)
        gains[i] = pointwiseMax(gains[i], SIMD2(0.01, 0.01))
        updates[i] = momentum * updates[i] - learningRate * gains[i] * gradient[i]
        positions[i] += updates[i]
      }
      guard continues(iterations) else { return false }
      guard checks else { continue }
      if divergence < best { (best, bestIteration) = (divergence, iterations) }
      if iterations - bestIteration > Self.patience || squares.squareRoot() <= Self.leastGradient { return true }
    }
    return true
  }

  /// 4 Σ (exaggeration p - q) (1 + d²)⁻¹ (yᵢ - yⱼ), and on demand Σ p log(p / q).
  private func gradient(
    _ exaggeration: Double, withDivergence: Bool
  ) -> (gradient: [SIMD2<Double>], divergence: Double) {
    let count = positions.count
    let (repulsion, total) = repulsion()
    let pieces = (count + Self.piece - 1) / Self.piece
    var divergences = [Double](repeating: 0, count: pieces)
    let gradient = divergences.withUnsafeMutableBufferPointer { divergences in
      filledConcurrently(count, piecesOf: Self.piece, zero: SIMD2<Double>.zero) { range, result in
        var divergence = 0.0
        for i in range {
          let (attraction, part) = attraction(i, total, withDivergence)
          result[i] = 4 * (exaggeration * attraction - repulsion[i] / total)
          divergence += part
        }
        divergences[range.lowerBound / Self.piece] = divergence
      }
    }
    return (gradient, divergences.reduce(0, +))
  }

  /// Σ p (1 + d²)⁻¹ (yᵢ - yⱼ) over the neighbours of i.
  private func attraction(
    _ i: Int, _ total: Double, _ withDivergence: Bool
  ) -> (force: SIMD2<Double>, divergence: Double) {
    graph.columns.withUnsafeBufferPointer { columns in
      graph.values.withUnsafeBufferPointer { values in
        positions.withUnsafeBufferPointer { positions in
          let position = positions[i]
          var (force, divergence) = (SIMD2<Double>.zero, 0.0)
          for at in graph.starts[i]..<graph.starts[i &+ 1] {
            let difference = position - positions[Int(columns[at])]
            let length = 1 + (difference.x * difference.x + difference.y * difference.y)
            force += (values[at] / length) * difference
            if withDivergence, values[at] > 0 { divergence += values[at] * log(values[at] * length * total) }
          }
          return (force, divergence)
        }
      }
    }
  }

  /// Σ q² (yᵢ - yⱼ) for each position, and Σ q over all pairs, by the tree.
  private func repulsion() -> (forces: [SIMD2<Double>], total: Double) {
    let tree = QuadTree(positions)
    let count = positions.count
    let pieces = (count + Self.piece - 1) / Self.piece
    var totals = [Double](repeating: 0, count: pieces)
    let forces = totals.withUnsafeMutableBufferPointer { totals in
      filledConcurrently(count, piecesOf: Self.piece, zero: SIMD2<Double>.zero) { range, result in
        var total = 0.0
        for first in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
          let found = tree.repulsion(first, angle: angle)
          for lane in 0..<min(8, range.upperBound - first) {
            // Pieces are ranges of the tree's order: each place is written once.
            result[Int(tree.order[first + lane])] = SIMD2(Double(found.x[lane]), Double(found.y[lane]))
            total += Double(found.similarity[lane])
          }
        }
        totals[range.lowerBound / Self.piece] = total
      }
    }
    // A position's similarity to itself is 1.
    return (forces, max(totals.reduce(0, +) - Double(count), .leastNormalMagnitude))
  }
}
