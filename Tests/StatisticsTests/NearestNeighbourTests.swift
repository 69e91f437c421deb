import Statistics
import Testing

@Suite struct NearestNeighbourTests {
  @Test func `neighbours and their votes are those of scikit-learn`() throws {
    let goldens: DensityGoldens = try golden("densities")
    let golden = goldens.neighbours
    let search = try NearestNeighbours(samples: golden.samples, size: 4)
    let found = try search.neighbours(of: golden.queries, k: 6)
    #expect(found.indices == golden.indices)
    #expect(distance(found.distances, golden.distances) < 1e-6)
    #expect(try search.labels(of: golden.queries, labels: golden.labels, k: 6) == golden.predicted)
  }

  @Test func `blocks of any length find the neighbours of plain loops`() throws {
    // More samples than a block of samples, more queries than a block of queries; some samples are equal.
    let (count, size, k) = (1100, 3, 5)
    let samples = (0..<count * size).map { (20 * Float(goldenUniform(stream: 10, $0))).rounded() }
    let found = try NearestNeighbours(samples: samples, size: size).neighboursOfSamples(k: k)
    for query in [0, 127, 128, 511, 512, 1099] {
      let expected = (0..<count).filter { $0 != query }.map { other in
        (0..<size).reduce(Float(0)) {
          let difference = samples[query * size + $1] - samples[other * size + $1]
          return $0 + difference * difference
        }.squareRoot()
      }
      .sorted().prefix(k)
      #expect(Array(found.distances[query * k..<(query + 1) * k]) == Array(expected))
      #expect(!found.indices[query * k..<(query + 1) * k].contains(Int32(query)))
    }
  }

  @Test func `more neighbours than samples are refused`() throws {
    let search = try NearestNeighbours(samples: [1, 2, 3], size: 1)
    #expect(try search.neighbours(of: [2.1], k: 3).indices == [1, 2, 0])
    let error = #expect(throws: StatisticsError.self) { try search.neighbours(of: [2.1], k: 4) }
    #expect(error?.code == .tooFewSamples)
    #expect(throws: StatisticsError.self) { try search.neighboursOfSamples(k: 3) }
  }
}
