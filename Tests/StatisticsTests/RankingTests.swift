import Statistics
import Testing

/// Curves, areas and counts by scikit-learn.
private struct RankingGoldens: Decodable {
  struct Curve: Decodable {
    let scores: [Float]
    let positives: [Bool]
    let falsePositiveRates, truePositiveRates, thresholds: [Double]
    let auroc, averagePrecision: Double
  }
  struct Confusion: Decodable {
    let labels, predictions: [Int32]
    let accuracy, balancedAccuracy: Double
  }
  let rankings: [Curve]
  let confusions: [Confusion]
}

@Suite struct RankingTests {
  @Test func `curves and areas are those of scikit-learn, ties included`() throws {
    let goldens: RankingGoldens = try golden("ranking")
    #expect(!goldens.rankings.isEmpty)
    for golden in goldens.rankings {
      let ranking = try Ranking(scores: golden.scores, isPositive: golden.positives)
      let falseRates = ranking.points.map { Double($0.falsePositives) / Double(ranking.negatives) }
      let trueRates = ranking.points.map { Double($0.truePositives) / Double(ranking.positives) }
      #expect(distance(falseRates, golden.falsePositiveRates) < 1e-9)
      #expect(distance(trueRates, golden.truePositiveRates) < 1e-9)
      #expect(distance(ranking.points.dropFirst().map(\.threshold), golden.thresholds) < 1e-6)
      #expect(distance([ranking.areaUnderROC], [golden.auroc]) < 1e-9)
      #expect(distance([ranking.averagePrecision], [golden.averagePrecision]) < 1e-9)
    }
  }

  @Test func `accuracy and recalls are those of scikit-learn, absent classes included`() throws {
    let goldens: RankingGoldens = try golden("ranking")
    #expect(!goldens.confusions.isEmpty)
    for golden in goldens.confusions {
      let matrix = ConfusionMatrix(labels: golden.labels, predictions: golden.predictions)
      #expect(matrix.samples == golden.labels.count)
      #expect(distance([matrix.accuracy], [golden.accuracy]) < 1e-9)
      let present = (0..<matrix.classes).filter { matrix.support($0) > 0 }
      let recall = present.reduce(0) { $0 + matrix.recalls[$1] } / Double(present.count)
      #expect(distance([recall], [golden.balancedAccuracy]) < 1e-9)
    }
  }

  @Test func `the threshold of a false-positive rate admits no more`() throws {
    let ranking = try Ranking(
      scores: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2],
      isPositive: [true, false, true, true, false, false, true, false])
    let quarter = ranking.point(falsePositiveRate: 0.25)
    #expect(abs(quarter.threshold - 0.6) < 1e-6 && quarter.falsePositives == 1 && quarter.truePositives == 3)
    let none = ranking.point(falsePositiveRate: 0)
    #expect(abs(none.threshold - 0.9) < 1e-6 && none.falsePositives == 0 && none.truePositives == 1)
    #expect(ranking.point(falsePositiveRate: 1).falsePositives == 4)
  }

  @Test func `a ranking needs both classes, and numbers`() throws {
    let error = #expect(throws: StatisticsError.self) { try Ranking(scores: [1, 2], isPositive: [true, true]) }
    #expect(error?.code == .tooFewSamples)
    let other = #expect(throws: StatisticsError.self) { try Ranking(scores: [1, .nan], isPositive: [true, false]) }
    #expect(other?.code == .notFinite)
  }
}
