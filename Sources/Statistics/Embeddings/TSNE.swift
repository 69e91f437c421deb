internal import Diagnostics

/// An embedding in the plane by t-distributed stochastic neighbour embedding (t-SNE).
///
/// Van der Maaten and Hinton, "Visualizing data using t-SNE", 2008; van der Maaten, "Accelerating t-SNE using tree-based
/// algorithms", 2014. The defaults and the schedule are scikit-learn's: 250 steps with exaggerated probabilities and
/// momentum 0.5, then momentum 0.8; a gain for each coordinate; the start are two principal components, scaled to a
/// deviation of 10⁻⁴. Neighbours are exact. The same samples and settings give the same positions.
public struct TSNE: Sendable {
  /// Positions in the plane.
  public struct Embedding: Sendable {
    /// The position of each sample, `[n, 2]`.
    public let positions: [Float]
    /// The Kullback-Leibler divergence reached, summed over all pairs without approximation: what t-SNE minimizes.
    public let divergence: Double
    /// The steps made.
    public let iterations: Int
  }

  /// About the number of neighbours that matter to a sample; above 0 and below the number of samples.
  public var perplexity = 30.0
  /// The factor of the probabilities in the first 250 steps.
  public var earlyExaggeration = 12.0
  /// The learning rate; nil for n / `earlyExaggeration` / 4, at least 50.
  public var learningRate: Double?
  /// The maximum number of steps.
  public var iterations = 1000
  /// The ratio of a square's side to its distance below which it counts as one position (Barnes-Hut's θ).
  public var angle = 0.5
  /// The seed of what principal components do not determine.
  public var seed: UInt64 = 0

  /// The share of the search for neighbours in the progress.
  private static let neighbourShare = 0.1

  /// Creates an embedding with the default settings.
  public init() {}

  /// Embeds samples in the plane.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`, at most 4 million.
  ///   - size: The number of values of a sample.
  ///   - progress: Receives the share of the work that is done; nil for nobody.
  /// - Throws: ``StatisticsError`` when the perplexity is not below the number of samples, a value is not finite, or
  ///   `progress` returns false.
  public func embed(
    _ samples: [Float], size: Int, progress: ComputationProgress? = nil
  ) throws(StatisticsError) -> Embedding {
    require(angle > 0 && iterations > 0, "t-SNE with angle \(angle), \(iterations) steps")
    require(rows(of: samples, size: size) < 1 << 22, "t-SNE of \(samples.count / size) samples")
    let affinities = try NeighbourAffinities(
      samples: samples, size: size, perplexity: perplexity,
      progress: partly(progress, share: Self.neighbourShare))
    var start = try principalStart(of: samples, size: size, seed: seed)
    let count = Double(start.count)
    let mean = start.reduce(0) { $0 + $1.x } / count
    let deviation = (start.reduce(0) { $0 + ($1.x - mean) * ($1.x - mean) } / count).squareRoot()
    for i in start.indices { start[i] *= 1e-4 / max(deviation, .leastNormalMagnitude) }
    var descent = TSNEDescent(
      from: start, graph: affinities.graph, learningRate: learningRate ?? max(count / earlyExaggeration / 4, 50),
      angle: Float(angle))
    let early = min(250, iterations)
    func continues(_ step: Int) -> Bool {
      progress?(Self.neighbourShare + (1 - Self.neighbourShare) * Double(step) / Double(iterations)) ?? true
    }
    guard descent.run(until: early, exaggeration: earlyExaggeration, momentum: 0.5, continues),
      descent.run(until: iterations, exaggeration: 1, momentum: 0.8, continues)
    else { throw .stopped("t-SNE") }
    return Embedding(
      positions: descent.positions.flatMap { [Float($0.x), Float($0.y)] },
      divergence: affinities.divergence(of: descent.positions), iterations: descent.iterations)
  }
}
