import Foundation
import Hourglass
import TestSupport
import Testing

/// What runs are called.
@Suite struct RunNameTests {
  @Test func `a run is called after its settings as the Dynamic Training Bench calls it`() throws {
    var configuration = try RunConfiguration(model: SingleLayerCAE(), dataset: "mnist")
    #expect(try configuration.runName(datasetTitle: "MNIST") == "SingleLayerCAE/MNIST_Adam_lr=0.001")
    configuration.optimizer = try OptimizerConfiguration("AdamOptimizer", ["learning_rate": 1e-5])
    configuration.training.l2Penalty = 1e-9
    #expect(try configuration.runName(datasetTitle: "MNIST") == "SingleLayerCAE/MNIST_Adam_lr=1e-05_l2=1e-09")
  }

  @Test func `what differs from the defaults is in the name`() throws {
    var model = SingleLayerCAE()
    model.decoderActivation = .linear
    model.filters = 16
    var configuration = try RunConfiguration(model: model, dataset: "mnist")
    configuration.optimizer = try OptimizerConfiguration("momentum")
    #expect(
      try configuration.runName(datasetTitle: "MNIST")
        == "SingleLayerCAE/MNIST_Momentum_lr=0.01_decoder_activation=linear_filters=16")
    configuration.training.scaling = .per256
    configuration.training.seed = 3
    #expect(try configuration.runName(datasetTitle: "MNIST").hasSuffix("_filters=16_scaling=per256_seed=3"))
    configuration.name = "mine/first"
    #expect(try configuration.runName(datasetTitle: "MNIST") == "mine/first")
  }

  @Test(arguments: ["", ".", "..", "../elsewhere", "/absolute", "a//b", "a/", ".hidden", "a/.b", "a/b/c/d", "a\nb"])
  func `a name that names no folder of its own is refused`(_ name: String) throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.name = name
    let error = #expect(throws: RunError.self) { try small.run(settings) }
    #expect(error?.code == .badName)
    #expect(try small.folder.names == ["images"])
  }

  @Test func `a data set without a name of its own is called after its folder`() throws {
    let small = try SmallRuns()
    for path in ["\(small.images)/.", "\(small.images)/../images/"] {
      var settings = small.settings()
      settings.data.dataset = path
      settings.modelFields = [:]
      #expect(try small.run(settings).name == "SingleLayerCAE/images_Adam_lr=0.001")
    }
  }
}

/// Names that a shell leaves alone, and runs named by earlier versions.
@Suite struct PlainRunNameTests {
  @Test func `a name made from the settings has no letter that a shell changes`() throws {
    var configuration = try RunConfiguration(model: SingleLayerCAE(), dataset: "my photos (2)")
    configuration.loss = try ReconstructionLoss([.init(.meanSquaredError), .init(.meanAbsoluteError, weight: 0.2)])
    let name = try configuration.runName(datasetTitle: "my photos (2)")
    #expect(name == "SingleLayerCAE/my-photos--2-_Adam_lr=0.001_loss=mse+0.2l1")
  }

  @Test func `a run that an earlier version named is found and resumed`() throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.loss = ["mse": 1, "l1": 0.5]
    let run = try small.trained(settings)
    let old = try run.configuration.earlierRunName(datasetTitle: run.dataset.title)
    #expect(old != run.name && old.contains("*"))
    try FileManager.default.moveItem(atPath: run.directory.path, toPath: small.folder("runs/\(old)"))
    #expect(try small.run(settings).name == old)
    #expect(try RunDirectory.find(run.name, runs: small.folder("runs")).path == small.folder("runs/\(old)"))
  }
}
