import Hourglass
import ImageShapes
import NeuralNetworks
import Settings
import Testing

/// What is said before training.
@Suite struct WarningTests {
  @Test(arguments: ModelCatalogue.kinds.map { $0.name })
  func `a model reaches its targets with its defaults`(_ name: String) throws {
    let kind = try ModelCatalogue.kind(named: name)
    let output = try TracedModel(kind.init(), image: kind.defaultImage).outputRange()
    let target = kind.init().pixelRange.range
    #expect(output.lowerBound <= target.lowerBound && output.upperBound >= target.upperBound)
  }

  @Test func `targets that a sigmoid cannot reach are reported with the cure`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2)
    #expect(try small.run(settings).warnings().isEmpty)
    settings.loss = ["mse": 1]
    settings.data.scaling = .symmetric
    let warnings = try small.run(settings).warnings().map(\.description)
    #expect(warnings.count == 1 && warnings[0].contains("--scaling 0..1"), "\(warnings)")
  }

  @Test func `a batch of one image is reported where batch normalisation sees it`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2)
    settings.model = "AAE"
    settings.modelFields = [:]
    let images = try small.run(settings).dataset.training.count
    for (size, isReported) in [(1, true), (images - 1, true), (images, false)] {
      settings.training.batchSize = size
      let run = try small.run(settings)
      let hasBatchNormalisation = try run.model.valuesPerBatchStatistic() != nil
      #expect(try (run.smallBatchWarning() != nil) == (isReported && hasBatchNormalisation))
    }
  }

  @Test func `a schedule that is stretched afterwards is reported and recorded`() throws {
    let small = try SmallRuns()
    var settings = small.settings(epochs: 2)
    settings.name = "mine"
    settings.schedule = "cosine"
    try small.trained(settings)
    settings.training.epochs = 4
    let run = try small.run(settings)
    #expect(try run.warnings().map(\.description).contains { $0.contains("stretched from 2 to 4 epochs") })
    #expect(try run.warnings(restart: true).isEmpty)
    _ = try run.train(executor: SmallRuns.executor())
    let history = try RunFile(path: run.directory.runFile).history
    #expect(history.map(\.epochs) == [4] && history[0].epochsBefore == 2 && history[0].schedule != nil)
    let rates = RunOverview(run.directory).reports.compactMap(\.learningRate)
    #expect(rates.count == 4 && rates[1] < rates[2])
  }

  @Test func `a fixed learning rate has no schedule to stretch`() throws {
    let small = try SmallRuns()
    var settings = small.settings(epochs: 1)
    settings.name = "mine"
    try small.trained(settings)
    settings.training.epochs = 2
    #expect(try small.run(settings).warnings().isEmpty)
  }
}
