import Clusters
import Testing

@Suite struct ShareTests {
  @Test func `shares are consecutive, cover all items once, and differ by one at most`() {
    for (count, size) in [(0, 3), (1, 1), (2, 4), (128, 3), (129, 4), (1000, 7)] {
      let shares = (0..<size).map { share(of: count, rank: $0, size: size) }
      #expect(shares.flatMap { Array($0) } == Array(0..<count))
      let counts = shares.map(\.count)
      #expect(counts.max()! - counts.min()! <= 1)
      #expect(counts[0] == counts.max())
    }
  }

  @Test func `no share of two ranks cuts one of six`() {
    for count in [0, 1, 5, 54, 100, 601] {
      let starts = (0..<6).map { share(of: count, rank: $0, size: 6).lowerBound }
      for size in [2, 3] {
        #expect((0..<size).allSatisfy { starts.contains(share(of: count, rank: $0, size: size).lowerBound) })
      }
    }
  }
}

@Suite struct SingleProcessTests {
  @Test func `a single process has its own values`() throws {
    let one: any Communicator = SingleProcess()
    #expect((one.rank, one.size, one.localRank, one.localSize) == (0, 1, 0, 1))
    #expect(one.sum([1.5, -2] as [Double]) == [1.5, -2])
    #expect(one.sum(3) == 3)
    #expect(one.agree(true) && !one.agree(false))
    #expect(one.broadcast(bytes: [1, 2, 3]) == [1, 2, 3])
    #expect(one.gather(["a": Double.infinity]) == [["a": Double.infinity]])
    #expect(try one.atOwnPace { 7 } == 7)
    #expect(one.share(of: 5) == 0..<5)
  }
}
