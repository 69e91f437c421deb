import Autoencoders
import ImageData
import ImageFormats
import Insight
import TestSupport
import Testing
import Training

/// Published figures beside what runs measure.
@Suite struct ReproductionTests {
  private let waves: Waves

  init() throws { waves = try Waves() }

  private func trained(test: Int) throws -> Run {
    var configuration = try RunConfiguration(model: AE(), dataset: "waves")
    (configuration.training.batchSize, configuration.training.epochs) = (8, 3)
    let later = waves.images(test, from: 200)
    let dataset = try Dataset(
      name: "waves", images: waves.images(60), split: .first(12), seed: 0,
      test: test > 0 ? DeferredImages(count: test, shape: Waves.shape) { later } : nil)
    let run = try Run(configuration, dataset: dataset, runs: waves.folder("\(test)"))
    _ = try run.train(executor: waves.executor)
    return run
  }

  private func preset(_ figures: [PublishedFigure]) throws -> Preset {
    var preset = try PresetCatalogue.preset(named: "wta-features")
    preset.figures = figures
    return preset
  }

  @Test func `each figure is measured as its quantity states`() throws {
    let run = try trained(test: 24)
    let probes = Probe.allCases
    let figures =
      probes.map { PublishedFigure(.probeError($0), 0, .nearSeeds, source: "none") }
      + [PublishedFigure(.testSquaredError, 1e9, .atMost, source: "none")]
    let comparisons = try Reproduction(preset(figures), runs: [run], executor: waves.executor).comparisons
    let results = try run.probed(by: probes, executor: waves.executor)
    #expect(results.allSatisfy { $0.testImages == 24 })
    #expect(comparisons.prefix(probes.count).map(\.measured) == results.map { [100 * (1 - $0.accuracy)] })
    #expect(comparisons.last?.measured == [try run.evaluate(.test, executor: waves.executor).sse])
    #expect(comparisons.last?.isMet == true)
  }

  @Test func `a probe's error needs test images`() throws {
    let run = try trained(test: 0)
    let figure = PublishedFigure(.probeError(.svm), 1, .nearSeeds, source: "none")
    let error = #expect(throws: RunError.self) {
      try Reproduction(preset([figure]), runs: [run], executor: waves.executor)
    }
    #expect(error?.code == .noImages)
  }

  @Test func `features are compared by the classifier that was published`() throws {
    let quantities = try ["wta-features", "contractive-features"].flatMap {
      try PresetCatalogue.preset(named: $0).figures.map(\.quantity)
    }
    #expect(quantities == [.probeError(.svm), .probeError(.fineTuned)])
    #expect(
      quantities.map(\.description) == [
        "linear SVM of the codes, test error %", "fine-tuned classifier, test error %",
      ])
  }
}
