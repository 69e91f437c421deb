import Insight
import Testing

@Suite struct FilmPaceTests {
  /// The validations that get a strip, where one follows `between` seconds after the other and a strip takes `cost`.
  private func strips(_ count: Int, between: Double, cost: Double) -> [Int] {
    var pace = FilmPace()
    return (0..<count).filter { number in
      let isDue = pace.isDue(number: number, elapsed: Double(number + 1) * between)
      if isDue { pace.note(seconds: cost) }
      return isDue
    }
  }

  @Test func `cheap strips are drawn at every validation, and so are those of the first tenth of a second`() {
    #expect(strips(500, between: 10, cost: 0.09) == Array(0..<500))
    #expect(strips(25, between: 0.4, cost: 0.004) == Array(0..<25))
    #expect(strips(25, between: 0.4, cost: 0.04) == [0, 1, 2, 16])
  }

  @Test func `strips take at most 1% of the time after the first tenth of a second`() {
    for (between, cost) in [(0.4, 0.04), (1, 0.02), (0.01, 0.005), (5, 3)] {
      let all = strips(20_000, between: between, cost: cost)
      #expect(Double(all.count) * cost <= FilmPace.freeSeconds + 2 * cost + FilmPace.share * 20_000 * between)
      #expect(all.count > 20)
    }
  }

  @Test func `the numbers of late strips are multiples of a power of two, as a film that is thinned keeps them`() {
    let all = strips(4000, between: 0.4, cost: 0.04)
    #expect(all.suffix(100).allSatisfy { $0.isMultiple(of: 16) })
  }
}
