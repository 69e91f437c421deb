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

  @Test func `a call can be limited, beside others that are not`() {
    let mine = Thread.current
    withThreads(4) {
      let isElsewhere = Atomic(false)
      StatisticsThreads.limited(to: 1) {
        #expect(StatisticsThreads.count == 1)
        concurrently(20) { _ in
          if Thread.current != mine { isElsewhere.store(true, ordering: .relaxed) }
        }
      }
      let wasElsewhere = isElsewhere.load(ordering: .relaxed)
      #expect(!wasElsewhere)
      #expect(StatisticsThreads.count == 4)
    }
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
    func covariance() throws -> [Double] { try Covariance(of: samples, size: 50).matrix() }
    let (one, three) = (
      try withThreads(1) { (try weights(), try places(), try covariance()) },
      try withThreads(3) { (try weights(), try places(), try covariance()) }
    )
    #expect(one.0 == three.0 && one.1 == three.1 && one.2 == three.2)
  }
}
