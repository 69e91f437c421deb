import CPUEngine
import Foundation
import Hourglass
import Insight
import TestSupport
import Testing

/// Runs side by side.
@Suite struct TrainingComparisonTests {
  private let folder: TemporaryFolder
  private let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 2))

  init() throws {
    folder = try TemporaryFolder()
    try SmallImages.write(to: folder)
  }

  private func trained(
    _ name: String, _ model: any ModelConfiguration = SingleLayerCAE(), seed: UInt64 = 0, epochs: Int = 3,
    rate: Double = 1e-3
  ) throws -> Run {
    var configuration = try RunConfiguration(model: model, dataset: folder("images"))
    configuration.name = name
    configuration.training.epochs = epochs
    configuration.training.batchSize = 20
    configuration.training.seed = seed
    configuration.optimizer = try OptimizerConfiguration("adam", ["learning_rate": .number(rate)])
    let run = try Run(
      configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder("runs"))
    _ = try run.train(executor: executor)
    return run
  }

  @Test func `only the settings that differ are listed, with the value of each run`() throws {
    let (one, two) = (try trained("one"), try trained("two", seed: 5, rate: 0.01))
    let comparison = try TrainingComparison([one.trained, two.trained])
    #expect(comparison.settings.map(\.name) == ["optimizer.learning_rate", "training.seed"])
    #expect(comparison.settings.map(\.values) == [["0.001", "0.01"], ["0", "5"]])
    #expect(comparison.notes.isEmpty && comparison.hasOneLoss)
    let same = try TrainingComparison([one.trained, one.trained])
    #expect(same.settings.isEmpty && same.markdown().contains("The settings are the same."))
    let again = try TrainingComparison(jsonLine: comparison.jsonLine())
    #expect(again == comparison)
  }

  @Test func `runs that differ in their seed alone are a line with a band, and a row of means`() throws {
    let runs = try [trained("a-seed-1", seed: 1), trained("a-seed-2", seed: 2), trained("b", rate: 0.01)]
    let comparison = try TrainingComparison(runs.map(\.trained))
    #expect(comparison.seeds == [[0, 1]])
    let chart = try #require(comparison.chart(.mse01, hasMeans: true))
    #expect(chart.series.map(\.name) == ["a, 2 seeds", "b"] && chart.series[1].band.isEmpty)
    for (place, point) in chart.series[0].points.enumerated() {
      let values = try comparison.runs[0...1].map { try #require($0.curve[place].validation).mse01 }
      #expect(abs(point.y - (values[0] + values[1]) / 2) < 1e-12)
      let (low, high) = (chart.series[0].band[place].low, chart.series[0].band[place].high)
      #expect(abs(high - low - 2 * abs(values[0] - values[1]) / 2.0.squareRoot()) < 1e-12)
    }
    #expect(chart.svg().contains("<polygon ") && chart.picture().width == 800)
    #expect(try #require(comparison.chart(.mse01)).series.map(\.name) == ["a-seed-1", "a-seed-2", "b"])
    let means = comparison.metricsTable.rows.filter { $0[0] == "a, 2 seeds" }
    #expect(means.map { $0[1] } == ["best", "last"] && means.allSatisfy { $0[5].contains(" ± ") })
    let page = try comparison.html()
    #expect(page.contains("a, 2 seeds") && page.contains("<polygon ") && page.contains("± the deviation of seeds"))
    #expect(!page.contains("<script") && !page.contains("http"))
    #expect(try TrainingComparison([runs[0].trained, runs[0].trained]).seeds.isEmpty)
  }

  @Test func `best and last are those of the log`() throws {
    let run = try trained("one", epochs: 4)
    let side = try TrainingComparison([run.trained, run.trained]).runs[0]
    let reports = RunOverview(run.directory).reports
    #expect(side.curve.map(\.epoch) == [1, 2, 3, 4] && side.last?.trainingLoss == reports[3].trainingLoss)
    let best = try #require(reports.min { $0.validation?.loss ?? .infinity < $1.validation?.loss ?? .infinity })
    #expect(side.best?.epoch == best.epoch && side.best?.validation == best.validation)
  }

  @Test func `yardsticks are lines of the charts of metrics that they have`() throws {
    let (one, two) = (try trained("one"), try trained("two", AE(), epochs: 1))
    var comparison = try TrainingComparison([one.trained, two.trained])
    try comparison.measureYardsticks(on: one, executor: executor)
    #expect(comparison.yardsticks.first?.name == "mean image" && comparison.yardsticks.count >= 2)
    let chart = try #require(comparison.chart(.mse01, isLogarithmic: true))
    #expect(chart.levels.map(\.name) == comparison.yardsticks.map(\.name))
    #expect(chart.series.map(\.name) == ["one", "two"] && chart.series[1].points.count == 1)
    if let loss = comparison.chart(.loss) { #expect(loss.levels.isEmpty) }
    let table = comparison.metricsTable
    #expect(table.rows.allSatisfy { $0.count == table.header.count } && table.rows.contains { $0[0] == "mean image" })
  }

  @Test func `the learning rate is a curve of each run that has one`() throws {
    let run = try trained("one", epochs: 3, rate: 0.002)
    let comparison = try TrainingComparison([run.trained])
    let chart = try #require(comparison.chart(.learningRate))
    #expect(chart.series.map(\.name) == ["one"] && chart.levels.isEmpty && chart.hasIntegerX)
    #expect(chart.series[0].points.map(\.x) == [1, 2, 3])
    #expect(chart.series[0].points.map(\.y) == RunOverview(run.directory).reports.compactMap(\.learningRate))
    #expect(chart.series[0].points[0].y > 0)
  }

  @Test func `the same images are drawn for each run, in rows of one picture`() throws {
    let (one, two) = (try trained("one"), try trained("two", seed: 1))
    var comparison = try TrainingComparison([one.trained, two.trained])
    let images = try one.images(of: .validation).readable(4)
    let picture = try #require(
      try comparison.picture(of: images, by: [one.trained, two.trained], executor: executor))
    // 10 x 12 pixels, five times as large, with two pixels between; a caption above each row.
    let row = 12 * 5 + 4 + 26
    #expect(picture.height == 3 * row && picture.width == max(4 * (10 * 5 + 2) + 2, 9 * 12 - 2 + 16))
    #expect(comparison.notes.isEmpty)
  }
}
