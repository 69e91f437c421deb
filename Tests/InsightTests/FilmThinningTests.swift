import Insight
import Testing

/// Which steps of a film are kept.
@Suite struct FilmThinningTests {
  /// The steps kept of a run that validates every `interval` steps, resumed at some of them.
  private func film(_ count: Int, interval: Int, resumedAt resumptions: [Int: Int] = [:]) -> [Int] {
    let thinning = FilmThinning(interval: interval)
    var (kept, resumptions): ([Int], [Int: Int]) = ([], resumptions)
    var number = 1
    while number <= count {
      kept = thinning.kept(of: kept + [number * interval])
      #expect(kept.count <= FilmThinning.limit && kept.last == number * interval)
      if let earlier = resumptions.removeValue(forKey: number) {
        kept.removeAll { $0 > earlier * interval }
        number = earlier
      }
      number += 1
    }
    return kept
  }

  @Test(arguments: [1, 7, 469]) func `every step is kept while there are few`(_ interval: Int) {
    #expect(film(399, interval: interval) == (1...399).map { $0 * interval })
  }

  @Test(arguments: [1, 7, 469], [400, 401, 402, 799, 1000, 1601, 4000])
  func `of many, every second one is kept, or every fourth, evenly from the first; and the newest`(
    _ interval: Int, _ count: Int
  ) {
    let kept = film(count, interval: interval)
    #expect(kept.count <= 400 && kept.count >= 199)
    #expect(kept.first == interval && kept.last == count * interval)
    let gaps = Set(zip(kept.dropLast(), kept.dropFirst().dropLast()).map { $1 - $0 })
    #expect(gaps.count == 1, "\(gaps)")
  }

  @Test(arguments: [[401: 380], [405: 120, 900: 350], [1700: 3]])
  func `a resumed run keeps the same steps as one in a single go`(_ resumptions: [Int: Int]) {
    #expect(film(1900, interval: 5, resumedAt: resumptions) == film(1900, interval: 5))
  }

  @Test func `the ends of stages between two validations are no reason to keep more`() {
    let thinning = FilmThinning(interval: 100)
    #expect(thinning.kept(of: [100, 200, 250, 300, 400]) == [100, 200, 250, 400])
    #expect(thinning.kept(of: [100, 200, 250, 350]) == [100, 200, 250, 350])
    #expect(thinning.kept(of: []) == [] && thinning.kept(of: [0]) == [0])
  }
}
