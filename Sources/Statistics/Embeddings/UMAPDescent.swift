internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The stochastic gradient descent of UMAP.
///
/// An edge is due in a share of the epochs that is its weight's of the largest. A due edge pulls its sample twice, as
/// head and as tail, and pushes it from random samples. Each sample moves itself, edge by edge, by where the others
/// were at the beginning of the epoch.
struct UMAPDescent {
  private static let piece = 64
  private static let limit = SIMD2(4.0, 4.0)

  private(set) var positions: [SIMD2<Double>]
  private let graph: SymmetricGraph
  private let curve: SimilarityCurve
  private let epochs: Int
  private let learningRate: Double
  private let negatives: Int
  private let seed: UInt64
  private let largest: Double

  init(
    from start: [SIMD2<Double>], graph: SymmetricGraph, curve: SimilarityCurve, epochs: Int, learningRate: Double,
    negatives: Int, seed: UInt64
  ) {
    (positions, self.graph, self.curve) = (start, graph, curve)
    (self.epochs, self.learningRate, self.negatives, self.seed) = (epochs, learningRate, negatives, seed)
    largest = graph.values.max() ?? 1
  }

  /// Makes all epochs.
  ///
  /// - Returns: false where `continues`, which receives the share that is done after each epoch, has returned false.
  mutating func run(_ continues: (Double) -> Bool) -> Bool {
    for epoch in 0..<epochs {
      let rate = learningRate * (1 - Double(epoch) / Double(epochs))
      let draws = Philox(seed: seed, purpose: .analyzing, step: epoch)
      positions = filledConcurrently(positions.count, piecesOf: Self.piece, zero: .zero) { range, result in
        positions.withUnsafeBufferPointer { positions in
          for sample in range { result[sample] = moved(sample, positions, epoch, rate, draws) }
        }
      }
      guard continues(Double(epoch + 1) / Double(epochs)) else { return false }
    }
    return true
  }

  /// The position of a sample after an epoch.
  private func moved(
    _ sample: Int, _ others: UnsafeBufferPointer<SIMD2<Double>>, _ epoch: Int, _ rate: Double, _ draws: Philox
  ) -> SIMD2<Double> {
    var position = others[sample]
    var random = Words(source: draws, sample: UInt32(sample))
    for at in graph.starts[sample]..<graph.starts[sample + 1] {
      // Due whenever epochs · share reaches the next integer; weights too small for one epoch never are.
      let share = graph.values[at] / largest
      guard (Double(epoch + 1) * share).rounded(.down) > (Double(epoch) * share).rounded(.down) else { continue }
      let neighbour = others[Int(graph.columns[at])]
      for _ in 0..<2 {
        let difference = position - neighbour
        let square = (difference * difference).sum()
        guard square > 0 else { continue }
        let power = pow(square, curve.b)
        let factor = -2 * curve.a * curve.b * power / (square * (1 + curve.a * power))
        position += rate * (factor * difference).clamped(lowerBound: -Self.limit, upperBound: Self.limit)
      }
      for _ in 0..<negatives {
        let other = Int(random.next(below: others.count))
        guard other != sample else { continue }
        let difference = position - others[other]
        let square = (difference * difference).sum()
        guard square > 0 else { continue }
        let factor = 2 * curve.b / ((0.001 + square) * (1 + curve.a * pow(square, curve.b)))
        position += rate * (factor * difference).clamped(lowerBound: -Self.limit, upperBound: Self.limit)
      }
    }
    return position
  }
}

/// Random integers of one sample in one epoch.
private struct Words {
  let source: Philox
  let sample: UInt32
  private var element: UInt32 = 0
  private var words = SIMD4<UInt32>.zero

  init(source: Philox, sample: UInt32) { (self.source, self.sample) = (source, sample) }

  /// An integer in 0 to `count` - 1; the bias is below 2⁻³² `count`.
  mutating func next(below count: Int) -> Int {
    let lane = Int(element & 3)
    if lane == 0 { words = source.bits(sample: sample, element: element >> 2) }
    element &+= 1
    return Int((UInt64(words[lane]) * UInt64(count)) >> 32)
  }
}
