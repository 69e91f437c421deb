internal import Diagnostics

/// An embedding in the plane by uniform manifold approximation and projection (UMAP).
///
/// McInnes, Healy and Melville, "UMAP: Uniform manifold approximation and projection for dimension reduction", 2018.
/// Neighbours are exact; the embedding starts from the first two principal components, scaled to 10, and is optimized by
/// stochastic gradient descent with negative sampling. Unlike the published implementation, a sample sees the others
/// where they were at the beginning of an epoch: the same samples and settings give the same positions, whatever the
/// number of threads.
public struct UMAP: Sendable {
  /// The number of neighbours of a sample, itself included; at least 2 and at most the number of samples.
  public var neighbours = 15
  /// The distance at which neighbours may lie in the embedding, 0 to below 3.
  public var minDistance = 0.1
  /// The number of epochs; nil for 500, or 200 of more than 10,000 samples.
  public var epochs: Int?
  /// The learning rate of the first epoch; it falls linearly to 0.
  public var learningRate = 1.0
  /// The number of random samples that each sample of a pair of neighbours is pushed away from.
  public var negatives = 5
  /// The seed of the random samples.
  public var seed: UInt64 = 0

  /// The share of the search for neighbours in the progress.
  private static let neighbourShare = 0.3

  /// Creates an embedding with the default settings.
  public init() {}

  /// The position of each sample, `[n, 2]`.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`.
  ///   - size: The number of values of a sample.
  ///   - progress: Receives the share of the work that is done; nil for nobody.
  /// - Throws: ``StatisticsError`` when there are fewer samples than neighbours, a value is not finite, or `progress`
  ///   returns false.
  public func embed(
    _ samples: [Float], size: Int, progress: ComputationProgress? = nil
  ) throws(StatisticsError) -> [Float] {
    require(
      neighbours > 1 && negatives >= 0 && 0..<3 ~= minDistance,
      "UMAP with \(neighbours) neighbours, distance \(minDistance), \(negatives) negative samples")
    let graph = try FuzzyNeighbours(
      samples: samples, size: size, k: neighbours - 1,
      progress: partly(progress, share: Self.neighbourShare)
    ).graph
    var start = try principalStart(of: samples, size: size, seed: seed)
    let largest = start.reduce(0) { max($0, abs($1.x), abs($1.y)) }
    for i in start.indices { start[i] *= 10 / max(largest, .leastNormalMagnitude) }
    var descent = UMAPDescent(
      from: start, graph: graph, curve: SimilarityCurve(minDistance: minDistance),
      epochs: epochs ?? (start.count > 10_000 ? 200 : 500), learningRate: learningRate, negatives: negatives, seed: seed
    )
    let isDone = descent.run { share in
      progress?(Self.neighbourShare + (1 - Self.neighbourShare) * share) ?? true
    }
    guard isDone else { throw .stopped("UMAP") }
    return descent.positions.flatMap { [Float($0.x), Float($0.y)] }
  }
}
