import Foundation
import Hourglass
import ImageData
import ImageFormats
import ImageShapes
import Settings
import TestSupport
import Testing

/// Every published model, from training to a resumed run, through what its run file holds.
@Suite struct CatalogueRunTests {
  static let models = ModelCatalogue.kinds.map { $0.name }

  @Test(arguments: models)
  func `every setting of a model is read back as it is written`(_ name: String) throws {
    var configuration = try RunConfiguration(model: ModelCatalogue.configuration(name), dataset: "mnist")
    configuration.name = "a run"
    let file = try RunFile(yaml: RunFile.yaml(configuration, record: []), path: "run.yaml")
    let read = try file.settings.resolved()
    #expect(read.model.settingTexts.map(\.text) == configuration.model.settingTexts.map(\.text))
    #expect(read.training.settingValues.map(\.value) == configuration.training.settingValues.map(\.value))
  }

  @Test(arguments: models)
  func `a model is trained, evaluated, used from its folder alone and resumed`(_ name: String) throws {
    let folder = try TemporaryFolder()
    let kind = try ModelCatalogue.kind(named: name)
    let shape = kind.defaultImage
    let images = ImageSet(
      pixels: (0..<36 * shape.elements).map { UInt8(truncatingIfNeeded: $0 * 37) }, shape: shape,
      labels: (0..<36).map { Int32($0 % 10) }, name: "images")
    let dataset = try Dataset(name: "images", images: images, split: .first(4), seed: 0)
    var configuration = try RunConfiguration(model: kind.init(), dataset: "images")
    configuration.name = "mine"
    configuration.training.batchSize = 16
    configuration.training.epochs = 1
    let executor = SmallRuns.executor()
    let run = try Run(configuration, dataset: dataset, runs: folder.path)
    let trained = try run.train(executor: executor)
    #expect(trained.outcome == .completed)
    let evaluation = try run.evaluate(.validation, executor: executor)
    #expect(evaluation.loss.isFinite)

    let opened = try TrainedRun.open(run.directory, runs: folder.path)
    #expect(opened.model.parameterCount == run.model.parameterCount)
    let reconstructor = try Reconstructor(opened.model, scaling: configuration.training.scaling, executor: executor)
    let pixels = try reconstructor.reconstruct(dataset.validation, parameters: opened.parameters(on: executor))
    #expect(pixels.count == 4 * shape.elements && pixels.allSatisfy(\.isFinite))

    var longer = try RunFile(path: run.directory.runFile).settings.resolved()
    longer.training.epochs = 2
    let resumed = try Run(longer, dataset: dataset, runs: folder.path).train(executor: executor)
    #expect(resumed.outcome == .completed)
  }
}
