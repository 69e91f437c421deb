internal import Diagnostics
internal import Synchronization

/// Exact search of the nearest samples by Euclidean distance.
///
/// Distances of blocks of queries and samples are matrix products in double precision; those of the neighbours found are
/// computed again from the differences. The memory is a few MB a thread, beside the samples.
public struct NearestNeighbours: Sendable {
  /// The neighbours of queries, the nearest first.
  public struct Found: Sendable {
    /// The number of neighbours of each query.
    public let k: Int
    /// The index of each neighbour among the samples, `[queries, k]`; of equal distances, the lower one first.
    public let indices: [Int32]
    /// The distance of each neighbour, `[queries, k]`.
    public let distances: [Float]
  }

  /// The samples, `[n, size]`.
  public let samples: [Float]
  /// The number of values of a sample.
  public let size: Int
  /// The number of samples.
  public var count: Int { samples.count / size }
  /// The mean of the samples: products of centred values round less.
  private let mean: [Double]
  /// The squared length of each centred sample.
  private let squares: [Double]

  /// Prepares the search among `samples`, `[n, size]`.
  ///
  /// - Throws: ``StatisticsError`` when a value is not finite.
  public init(samples: [Float], size: Int) throws(StatisticsError) {
    try checkFinite(samples, size: size, place: "nearest neighbours")
    let count = rows(of: samples, size: size)
    (self.samples, self.size) = (samples, size)
    var sums = [Double](repeating: 0, count: size)
    for from in stride(from: 0, to: samples.count, by: size) {
      for i in 0..<size { sums[i] += Double(samples[from + i]) }
    }
    let mean = sums.map { $0 / Double(max(1, count)) }
    self.mean = mean
    squares = (0..<count).map { row in
      (0..<size).reduce(0) { sum, i in
        let value = Double(samples[row * size + i]) - mean[i]
        return sum + value * value
      }
    }
  }

  /// The `k` nearest samples of each query of `queries`, `[n, size]`.
  ///
  /// - Throws: ``StatisticsError`` when there are fewer than `k` samples, or a value is not finite.
  public func neighbours(of queries: [Float], k: Int) throws(StatisticsError) -> Found {
    try check(k, among: count)
    try checkFinite(queries, size: size, place: "queries")
    return try search(queries, k: k, excludesSelf: false)
  }

  /// The `k` nearest other samples of each sample.
  ///
  /// - Parameters:
  ///   - k: The number of neighbours.
  ///   - progress: Receives the share of the samples that is done; nil for nobody.
  /// - Throws: ``StatisticsError`` when there are at most `k` samples, or `progress` returns false.
  public func neighboursOfSamples(k: Int, progress: ComputationProgress? = nil) throws(StatisticsError) -> Found {
    try check(k, among: count - 1)
    return try search(samples, k: k, excludesSelf: true, progress: progress)
  }

  /// The class that most of the `k` nearest samples of each query have; the lowest of equally frequent ones, as
  /// scikit-learn's.
  ///
  /// - Parameters:
  ///   - queries: `[n, size]`.
  ///   - labels: The class of each sample.
  ///   - k: The number of neighbours.
  /// - Throws: ``StatisticsError`` when there are fewer than `k` samples, or a value is not finite.
  public func labels(of queries: [Float], labels: [Int32], k: Int) throws(StatisticsError) -> [Int32] {
    require(labels.count == count, "\(labels.count) labels of \(count) samples")
    let found = try neighbours(of: queries, k: k)
    let classes = Int(labels.max() ?? 0) + 1
    return stride(from: 0, to: found.indices.count, by: k).map { first in
      var votes = [Int](repeating: 0, count: classes)
      for index in found.indices[first..<first + k] { votes[Int(labels[Int(index)])] += 1 }
      return Int32(votes.indices.reduce(0) { votes[$1] > votes[$0] ? $1 : $0 })
    }
  }

  private func check(_ k: Int, among count: Int) throws(StatisticsError) {
    guard k > 0, k <= count else {
      throw StatisticsError(
        code: .tooFewSamples,
        report: Report(
          "there are too few samples for so many neighbours", place: "k", expected: "1 to \(max(count, 0))", got: "\(k)"
        ))
    }
  }

  private func search(
    _ queries: [Float], k: Int, excludesSelf: Bool, progress: ComputationProgress? = nil
  ) throws(StatisticsError) -> Found {
    let total = queries.count / size
    let (done, isStopped) = (Counter(), Flag())
    var indices = [Int32](repeating: 0, count: total * k)
    var distances = [Float](repeating: 0, count: total * k)
    indices.withUnsafeMutableBufferPointer { indices in
      distances.withUnsafeMutableBufferPointer { distances in
        concurrently(total, piecesOf: NeighbourBlock.queries) { range in
          guard !isStopped.isSet else { return }
          let block = NeighbourBlock(
            queries: Self.centred(queries, range, mean), samples: samples, mean: mean, squares: squares, k: k)
          block.search(firstQuery: excludesSelf ? range.lowerBound : nil)
          for (row, query) in range.enumerated() {
            let found = block.nearest[row].map { index in
              (Int32(index), squaredDistance(queries, query, index))
            }
            .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
            for (place, neighbour) in found.enumerated() {
              indices[query * k + place] = neighbour.0
              distances[query * k + place] = Float(neighbour.1.squareRoot())
            }
          }
          if let progress, !progress(Double(done.add(range.count)) / Double(total)) { isStopped.set() }
        }
      }
    }
    if isStopped.isSet { throw .stopped("nearest neighbours") }
    return Found(k: k, indices: indices, distances: distances)
  }

  private func squaredDistance(_ queries: [Float], _ query: Int, _ sample: Int) -> Double {
    var sum = 0.0
    let (a, b) = (query * size, sample * size)
    for i in 0..<size {
      let difference = Double(queries[a + i]) - Double(samples[b + i])
      sum += difference * difference
    }
    return sum
  }

  fileprivate static func centred(_ samples: [Float], _ range: Range<Int>, _ mean: [Double]) -> [Double] {
    let size = mean.count
    return [Double](unsafeUninitializedCapacity: range.count * size) { buffer, initialized in
      for (row, sample) in range.enumerated() {
        for i in 0..<size { buffer[row * size + i] = Double(samples[sample * size + i]) - mean[i] }
      }
      initialized = range.count * size
    }
  }
}

/// The number of samples that several threads have done.
private final class Counter: Sendable {
  private let value = Atomic(0)

  /// The number, with `count` more.
  func add(_ count: Int) -> Int { value.add(count, ordering: .relaxed).newValue }
}

/// A flag that is set once.
private final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}

/// The search of the nearest samples of a block of queries.
private final class NeighbourBlock {
  static let queries = 128
  private static let samples = 512

  private let rows: [Double]
  private let count: Int
  private let samples: [Float]
  private let mean: [Double]
  private let squares: [Double]
  private let k: Int
  /// The nearest so far of each query, ascending; `[queries, k]`.
  private var best: [Double]
  private var found: [Int32]

  /// The indices of the nearest samples of each query.
  var nearest: [[Int]] { (0..<count).map { row in found[row * k..<(row + 1) * k].map { Int($0) } } }

  init(queries rows: [Double], samples: [Float], mean: [Double], squares: [Double], k: Int) {
    (self.rows, self.samples, self.mean, self.squares, self.k) = (rows, samples, mean, squares, k)
    count = rows.count / mean.count
    best = [Double](repeating: .infinity, count: count * k)
    found = [Int32](repeating: -1, count: count * k)
  }

  /// Searches all samples; query i is not its own neighbour if it is sample `firstQuery` + i.
  func search(firstQuery: Int?) {
    let (total, size) = (squares.count, mean.count)
    var products = [Double](repeating: 0, count: count * Self.samples)
    for first in stride(from: 0, to: total, by: Self.samples) {
      let width = min(Self.samples, total - first)
      let block = NearestNeighbours.centred(samples, first..<first + width, mean)
      products.withUnsafeMutableBufferPointer { products in
        guard let to = products.baseAddress else { return }
        multiply(rows, byTransposed: block, into: to, count, width, size)
        for row in 0..<count {
          take(row, UnsafePointer(to + row * width), first, width, except: firstQuery.map { $0 + row } ?? -1)
        }
      }
    }
  }

  /// Enters samples by |x|² - 2 q·x, the squared distance but for |q|².
  private func take(_ row: Int, _ products: UnsafePointer<Double>, _ first: Int, _ width: Int, except: Int) {
    best.withUnsafeMutableBufferPointer { best in
      found.withUnsafeMutableBufferPointer { found in
        squares.withUnsafeBufferPointer { squares in
          let (start, last) = (row &* k, row &* k &+ k &- 1)
          var worst = best[last]
          for i in 0..<width {
            let value = squares[first &+ i] - 2 * products[i]
            guard value < worst, first &+ i != except else { continue }
            var place = last
            while place > start, best[place &- 1] > value {
              best[place] = best[place &- 1]
              found[place] = found[place &- 1]
              place &-= 1
            }
            best[place] = value
            found[place] = Int32(truncatingIfNeeded: first &+ i)
            worst = best[last]
          }
        }
      }
    }
  }
}
