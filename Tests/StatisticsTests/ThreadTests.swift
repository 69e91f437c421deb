import Foundation
import Statistics
import Synchronization
import Testing

@Suite(.serialized) struct ThreadTests {
  private func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
    let before = StatisticsThreads.count
    StatisticsThreads.count = count
    defer { StatisticsThreads.count = before }
    return try body()
  }

  @Test(arguments: [1, 2, 3], [0, 1, 2, 50])
  func `each piece is computed once, by at most as many threads as were chosen`(_ threads: Int, _ pieces: Int) {
    let atWork = Atomic(0)
    let largest = Atomic(0)
    let visits = Mutex([Int](repeating: 0, count: pieces))
    withThreads(threads) {
      concurrently(pieces) { piece in
        largest.max(atWork.add(1, ordering: .relaxed).newValue, ordering: .relaxed)
        usleep(500)
        visits.withLock { $0[piece] += 1 }
        atWork.subtract(1, ordering: .relaxed)
      }
    }
    #expect(visits.withLock { $0 }.allSatisfy { $0 == 1 })
    #expect(largest.load(ordering: .relaxed) <= threads)
  }

  @Test func `results do not depend on the number of threads`() throws {
    let samples = (0..<900 * 3).map { Float(($0 * 37) % 101) / 101 }
    let labels = (0..<900).map { Int32(samples[3 * $0] > 0.5 ? 1 : 0) }
    func weights() throws -> [Double] {
      try LogisticRegression(samples: samples, size: 3, labels: labels).model.weights
    }
    func places() throws -> [Float] {
      try NearestNeighbours(samples: samples, size: 3).neighboursOfSamples(k: 4).distances
    }
    let (one, three) = (
      try withThreads(1) { (try weights(), try places()) }, try withThreads(3) { (try weights(), try places()) }
    )
    #expect(one.0 == three.0 && one.1 == three.1)
  }
}
