import Foundation
import Statistics
import Synchronization
import Testing

/// What a computation has reported.
private final class Shares: Sendable {
  let all = Mutex<[Double]>([])
}

/// The objective of t-SNE by scikit-learn, and the graph and the curve of UMAP by umap-learn.
private struct EmbeddingGoldens: Decodable {
  struct Objective: Decodable {
    let perplexity, divergence: Double
  }
  let samples, twice, positions: [Float]
  let objectives: [Objective]
  let rows, columns: [Int]
  let weights: [Double]
  let curves: [Double]
}

@Suite struct EmbeddingTests {
  /// Three clusters of 100 samples of 6 values.
  private func clusters() throws -> [Float] {
    try (0..<3).flatMap { cluster in
      let mean = (0..<6).map { $0 == cluster ? 8.0 : 0 }
      let covariance = (0..<36).map { $0 % 7 == 0 ? 1.0 : 0 }
      return try Gaussian(mean: mean, covariance: covariance).samples(100, seed: UInt64(cluster))
    }
  }

  /// The share of samples whose nearest neighbour in the plane is of the same cluster.
  private func purity(_ positions: [Float]) throws -> Double {
    let found = try NearestNeighbours(samples: positions, size: 2).neighboursOfSamples(k: 1)
    return Double(found.indices.enumerated().count { $0 / 100 == Int($1) / 100 }) / 300
  }

  @Test func `the objective of t-SNE is that of scikit-learn, of all pairs and of neighbours alone`() throws {
    let goldens: EmbeddingGoldens = try golden("embeddings")
    #expect(goldens.objectives.count == 2)
    for golden in goldens.objectives {
      let affinities = try NeighbourAffinities(samples: goldens.samples, size: 5, perplexity: golden.perplexity)
      #expect(distance([affinities.divergence(of: goldens.positions)], [golden.divergence]) < 1e-5)
    }
  }

  @Test func `repulsion by the tree is that of plain loops`() {
    // Positions of very different density, and some that are equal.
    let positions = (0..<500).map { i -> SIMD2<Double> in
      let (u, v) = (goldenUniform(stream: 11, i), goldenUniform(stream: 12, i))
      return i < 10 ? SIMD2(3, 4) : SIMD2(10 * u * u * u, 10 * v * v - 5)
    }
    let tree = QuadTree(positions)
    #expect(tree.order.map(Int.init).sorted() == Array(0..<500))
    for (angle, tolerance) in [(Float(1e-3), 1e-4), (0.5, 0.02)] {
      for first in stride(from: 0, to: 500, by: 8) {
        let found = tree.repulsion(first, angle: angle)
        for lane in 0..<min(8, 500 - first) {
          let position = positions[Int(tree.order[first + lane])]
          var (force, similarity) = (SIMD2<Double>.zero, 0.0)
          for other in positions {
            let q = 1 / (1 + ((position - other) * (position - other)).sum())
            similarity += q
            force += q * q * (position - other)
          }
          #expect(abs(Double(found.similarity[lane]) - similarity) < tolerance * similarity)
          #expect(abs(Double(found.x[lane]) - force.x) < tolerance * similarity)
          #expect(abs(Double(found.y[lane]) - force.y) < tolerance * similarity)
        }
      }
    }
  }

  @Test func `t-SNE separates clusters, and reports its objective`() throws {
    let samples = try clusters()
    var tsne = TSNE()
    tsne.iterations = 500
    let found = try tsne.embed(samples, size: 6)
    #expect(try purity(found.positions) > 0.98)
    let affinities = try NeighbourAffinities(samples: samples, size: 6, perplexity: 30)
    #expect(distance([affinities.divergence(of: found.positions)], [found.divergence]) < 1e-5)
    // scikit-learn reaches 0.55 from samples of the same distribution.
    #expect(found.divergence < 0.6)
    #expect(try tsne.embed(samples, size: 6).positions == found.positions)
  }

  @Test func `the graph and the curve of UMAP are those of umap-learn`() throws {
    let goldens: EmbeddingGoldens = try golden("embeddings")
    // One of the samples occurs twice.
    let graph = try FuzzyNeighbours(samples: goldens.twice, size: 5, k: 7)
    var expected: [[Int]: Double] = [:]
    for (at, weight) in goldens.weights.enumerated() { expected[[goldens.rows[at], goldens.columns[at]]] = weight }
    var largest = 0.0
    for entry in graph.entries {
      largest = max(largest, abs(entry.weight - (expected.removeValue(forKey: [entry.row, entry.column]) ?? 0)))
    }
    #expect(largest < 1e-4)
    #expect(expected.isEmpty)
    for row in stride(from: 0, to: goldens.curves.count, by: 3) {
      let curve = SimilarityCurve(minDistance: goldens.curves[row])
      #expect(distance([curve.a, curve.b], Array(goldens.curves[row + 1...row + 2])) < 1e-4)
    }
  }

  @Test func `UMAP separates clusters`() throws {
    let samples = try clusters()
    let found = try UMAP().embed(samples, size: 6)
    #expect(try purity(found) > 0.98)
    #expect(try UMAP().embed(samples, size: 6) == found)
  }

  @Test func `UMAP keeps the neighbours of a bent sheet`() throws {
    let samples = (0..<400).flatMap { i -> [Float] in
      let (u, v) = (goldenUniform(stream: 14, i), goldenUniform(stream: 15, i))
      return [Float(u), Float(v), Float(sin(2 * u))]
    }
    let before = try NearestNeighbours(samples: samples, size: 3).neighboursOfSamples(k: 10)
    let after = try NearestNeighbours(samples: try UMAP().embed(samples, size: 3), size: 2).neighboursOfSamples(k: 10)
    let kept = (0..<400).reduce(0) { sum, i in
      let row = i * 10..<(i + 1) * 10
      return sum + Set(before.indices[row]).intersection(after.indices[row]).count
    }
    // umap-learn keeps 0.78; pushed from one sample instead of random ones, 0.64 stay.
    #expect(Double(kept) / 4000 > 0.72)
  }

  @Test func `embeddings report their progress, and are stopped by it`() throws {
    let samples = try clusters()
    let shares = Shares()
    func embed(_ isUMAP: Bool, until limit: Double) throws {
      shares.all.withLock { $0 = [] }
      let progress: ComputationProgress = { share in
        shares.all.withLock { $0.append(share) }
        return share < limit
      }
      var tsne = TSNE()
      tsne.iterations = 50
      _ =
        try isUMAP
        ? UMAP().embed(samples, size: 6, progress: progress)
        : tsne.embed(samples, size: 6, progress: progress).positions
    }
    for isUMAP in [false, true] {
      try embed(isUMAP, until: 2)
      let all = shares.all.withLock { $0 }
      #expect(all.count > 50 && all.max() == 1)
      for limit in [0.01, 0.5] {
        let error = #expect(throws: StatisticsError.self) { try embed(isUMAP, until: limit) }
        #expect(error?.code == .stopped)
        #expect(shares.all.withLock { $0.count } < all.count)
      }
    }
  }

  @Test func `too few samples are refused, equal ones and single values embedded`() throws {
    let error = #expect(throws: StatisticsError.self) { try TSNE().embed([1, 2, 3, 4, 5, 6], size: 2) }
    #expect(error?.code == .badValue)
    #expect(throws: StatisticsError.self) { try UMAP().embed([1, 2, 3, 4, 5, 6], size: 2) }
    var tsne = TSNE()
    (tsne.perplexity, tsne.iterations) = (5, 300)
    let equal = [Float](repeating: 1, count: 60)
    let line = (0..<60).map { Float($0) }
    for samples in [equal, line] {
      #expect(try tsne.embed(samples, size: 1).positions.allSatisfy(\.isFinite))
      #expect(try UMAP().embed(samples, size: 1).allSatisfy(\.isFinite))
    }
  }
}
