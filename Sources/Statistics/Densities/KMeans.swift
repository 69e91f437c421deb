internal import Diagnostics
internal import Randomness

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Clusters by k-means: Lloyd's algorithm from the start of k-means++ (Arthur and Vassilvitskii, 2007).
public struct KMeans: Sendable {
  /// The centres, `[clusters, size]`.
  public let centres: [Float]
  /// The cluster of each sample, `[n]`.
  public let labels: [Int32]
  /// The sum of squared distances of samples to their centre.
  public let inertia: Double
  /// The steps made.
  public let iterations: Int
  /// The number of values of a sample.
  public let size: Int

  /// Clusters samples.
  ///
  /// - Parameters:
  ///   - samples: `[n, size]`.
  ///   - size: The number of values of a sample.
  ///   - clusters: The number of clusters, 1 to n.
  ///   - tolerance: The centres have converged when their squared moves sum to at most this share of the mean variance.
  ///   - maxIterations: The maximum number of steps.
  ///   - seed: The seed of the start.
  /// - Throws: ``StatisticsError`` when there are fewer samples than clusters, or a value is not finite.
  public init(
    samples: [Float], size: Int, clusters: Int, tolerance: Double = 1e-4, maxIterations: Int = 300, seed: UInt64 = 0
  ) throws(StatisticsError) {
    try checkFinite(samples, size: size, place: "k-means")
    let count = rows(of: samples, size: size)
    guard clusters > 0, clusters <= count else {
      throw StatisticsError(
        code: .tooFewSamples,
        report: Report(
          "there are fewer samples than clusters", place: "clusters", expected: "1 to \(count)", got: "\(clusters)"))
    }
    let lloyd = Lloyd(samples: samples, size: size)
    self = lloyd.clusters(
      from: lloyd.start(clusters, seed: seed), tolerance: tolerance, maxIterations: maxIterations)
  }

  /// Clusters samples from given centres, `[clusters, size]`.
  package init(
    samples: [Float], size: Int, from centres: [Double], tolerance: Double = 1e-4, maxIterations: Int = 300
  ) {
    self = Lloyd(samples: samples, size: size).clusters(
      from: centres, tolerance: tolerance, maxIterations: maxIterations)
  }

  init(centres: [Float], labels: [Int32], inertia: Double, iterations: Int, size: Int) {
    (self.centres, self.labels, self.inertia) = (centres, labels, inertia)
    (self.iterations, self.size) = (iterations, size)
  }

  /// The cluster of each sample of `samples`, `[n, size]`.
  public func labels(of samples: [Float]) -> [Int32] {
    Lloyd(samples: samples, size: size).nearest(centres.map(Double.init)).labels
  }
}

/// Lloyd's algorithm on samples.
private struct Lloyd {
  private static let chunk = 256

  let samples: [Float]
  let size: Int
  let count: Int

  init(samples: [Float], size: Int) {
    (self.samples, self.size, count) = (samples, size, rows(of: samples, size: size))
  }

  func clusters(from start: [Double], tolerance: Double, maxIterations: Int) -> KMeans {
    let deviations = Standardization(of: samples, size: size).factors
    let variance = deviations.reduce(0) { $0 + ($1 > 0 ? 1 / ($1 * $1) : 0) } / Double(size)
    var centres = start
    var assigned = nearest(centres)
    var iterations = 0
    while iterations < maxIterations {
      iterations += 1
      let moved = means(assigned, start.count / size)
      let move = zip(moved, centres).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      centres = moved
      let before = assigned.labels
      assigned = nearest(centres)
      if assigned.labels == before || move <= tolerance * variance { break }
    }
    return KMeans(
      centres: centres.map(Float.init), labels: assigned.labels, inertia: assigned.distances.reduce(0, +),
      iterations: iterations, size: size)
  }

  /// The nearest centre of each sample and the squared distance to it.
  func nearest(_ centres: [Double]) -> (labels: [Int32], distances: [Double]) {
    let clusters = centres.count / size
    let squares = (0..<clusters).map { k in
      centres[k * size..<(k + 1) * size].reduce(0) { $0 + $1 * $1 }
    }
    var labels = [Int32](repeating: 0, count: count)
    let distances = labels.withUnsafeMutableBufferPointer { labels in
      filledConcurrently(count, piecesOf: Self.chunk, zero: 0.0) { range, distances in
        let rows = samples[range.lowerBound * size..<range.upperBound * size].map(Double.init)
        var products = [Double](repeating: 0, count: range.count * clusters)
        products.withUnsafeMutableBufferPointer { products in
          guard let to = products.baseAddress else { return }
          multiply(rows, byTransposed: centres, into: to, range.count, clusters, size)
        }
        for (row, sample) in range.enumerated() {
          var (best, least) = (0, Double.infinity)
          for k in 0..<clusters {
            let value = squares[k] - 2 * products[row * clusters + k]
            if value < least { (best, least) = (k, value) }
          }
          labels[sample] = Int32(best)
          distances[sample] = squaredDistance(sample, centres, best)
        }
      }
    }
    return (labels, distances)
  }

  /// The mean of each cluster; an empty one takes the sample farthest from its centre.
  private func means(_ assigned: (labels: [Int32], distances: [Double]), _ clusters: Int) -> [Double] {
    var labels = assigned.labels
    var distances = assigned.distances
    var counts = [Int](repeating: 0, count: clusters)
    for label in labels { counts[Int(label)] += 1 }
    for cluster in 0..<clusters where counts[cluster] == 0 {
      let farthest = distances.indices.reduce(0) { distances[$1] > distances[$0] ? $1 : $0 }
      counts[Int(labels[farthest])] -= 1
      (labels[farthest], counts[cluster], distances[farthest]) = (Int32(cluster), 1, 0)
    }
    var sums = [Double](repeating: 0, count: clusters * size)
    for sample in 0..<count {
      let (from, to) = (sample * size, Int(labels[sample]) * size)
      for i in 0..<size { sums[to + i] += Double(samples[from + i]) }
    }
    for at in sums.indices { sums[at] /= Double(counts[at / size]) }
    return sums
  }

  /// The centres of k-means++: each is a sample drawn by its squared distance to the nearest centre before it, the best
  /// of 2 + log k draws.
  func start(_ clusters: Int, seed: UInt64) -> [Double] {
    var draws = PhiloxSequence(Philox(seed: seed, purpose: .analyzing))
    func sample(_ index: Int) -> [Double] { samples[index * size..<(index + 1) * size].map(Double.init) }
    var centres = sample(Int.random(in: 0..<count, using: &draws))
    var distances = nearest(centres).distances
    let trials = 2 + Int(log(Double(clusters)))
    for _ in 1..<max(1, clusters) {
      var best: (total: Double, centre: [Double], distances: [Double])?
      let total = distances.reduce(0, +)
      for _ in 0..<trials {
        let centre = sample(drawn(distances, Double.random(in: 0..<1, using: &draws) * total))
        let nearer = zip(distances, nearest(centre).distances).map { min($0, $1) }
        let sum = nearer.reduce(0, +)
        if best.map({ sum < $0.total }) ?? true { best = (sum, centre, nearer) }
      }
      guard let best else { break }
      centres += best.centre
      distances = best.distances
    }
    return centres
  }

  /// The first index at which the sum of weights exceeds `threshold`; the last one with a weight otherwise.
  private func drawn(_ weights: [Double], _ threshold: Double) -> Int {
    var sum = 0.0
    for (index, weight) in weights.enumerated() {
      sum += weight
      if sum > threshold { return index }
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  private func squaredDistance(_ sample: Int, _ centres: [Double], _ cluster: Int) -> Double {
    var sum = 0.0
    for i in 0..<size {
      let difference = Double(samples[sample * size + i]) - centres[cluster * size + i]
      sum += difference * difference
    }
    return sum
  }
}
