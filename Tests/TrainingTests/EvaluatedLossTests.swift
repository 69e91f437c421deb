import Foundation
import Hourglass
import Settings
import TestSupport
import Testing
import Training

/// The loss of an evaluation is one quantity, whatever the batches and the form of the model.
@Suite struct EvaluatedLossTests {
  /// Losses with noise, losses that are not linear in a mean over the images, and a plain one.
  private static let models: [(name: String, fields: [String: SettingValue], draws: Int)] = [
    ("VAE-400-20", ["hidden_units": 30, "code_size": 4], 4), ("VAE", ["hidden": "30,20"], 4),
    ("BetaVAE", ["hidden": "20", "decoder_hidden": "20", "free_bits": 0.2], 4),
    ("IWAE", ["hidden": "20", "code_size": 4, "samples": 3], 4), ("CatVAE", ["hidden": "30,20"], 0),
    ("SparseAE", ["code_size": 20, "sparsity": "kl", "kl_weight": 0.5], 0), ("AE", ["code_size": 9], 0),
  ]

  private func run(_ index: Int, _ small: SmallRuns) throws -> Run {
    var settings = small.settings()
    (settings.model, settings.modelFields) = (Self.models[index].name, Self.models[index].fields)
    return try small.run(settings)
  }

  @Test(arguments: models.indices)
  func `batches of 1, 7 and 100 images give the same loss, and two evaluations the same bits`(_ index: Int) throws {
    let small = try SmallRuns()
    let run = try run(index, small)
    let parameters = run.model.parameters.initialValues(seed: 3)
    func evaluation(batch: Int, seed: UInt64 = 5) throws -> Evaluation {
      let evaluator = try Evaluator(
        run.model, scaling: .unit, seed: seed, batchSize: batch, executor: SmallRuns.executor())
      return try #require(try evaluator.evaluate(run.dataset.training, parameters: parameters))
    }
    let whole = try evaluation(batch: 100)
    #expect(try evaluation(batch: 100) == whole)
    for batch in [1, 7] {
      let other = try evaluation(batch: batch)
      #expect(abs(other.loss - whole.loss) < 1e-6 * whole.loss, "\(batch): \(other.loss), not \(whole.loss)")
      #expect(abs(other.mse - whole.mse) < 1e-6 * whole.mse)
    }
    let otherSeed = try evaluation(batch: 100, seed: 6)
    #expect((otherSeed.loss == whole.loss) == (run.model.lossDraws == 0))
    #expect((otherSeed.mse, otherSeed.psnr) == (whole.mse, whole.psnr))
  }

  @Test(arguments: models.indices)
  func `a loss with noise is the mean of four draws for each image`(_ index: Int) throws {
    let small = try SmallRuns()
    let model = try run(index, small).model
    #expect(model.lossDraws == Self.models[index].draws)
  }

  @Test func `an image has the same noise beside other images`() throws {
    let small = try SmallRuns()
    let run = try run(0, small)
    let parameters = run.model.parameters.initialValues(seed: 3)
    let images = run.dataset.training
    let evaluator = try Evaluator(run.model, scaling: .unit, seed: 2, executor: SmallRuns.executor())
    func loss(_ indices: [Int32]) throws -> Double {
      try #require(
        try evaluator.evaluate(ImageSubset(images.images, indices: indices), parameters: parameters)
      ).loss
    }
    let alone = try [9, 3, 20].map { try loss([$0]) }
    let together = try loss([9, 3, 20])
    #expect(abs(together - alone.reduce(0, +) / 3) < 1e-6 * together)
    #expect(try abs(loss([3, 20, 9]) - together) < 1e-6 * together)
  }

  @Test(arguments: ["VAE-400-20", "VAE"])
  func `a variational model and its model file train to the same bytes and the same validation loss`(
    _ name: String
  ) throws {
    let small = try SmallRuns()
    var settings = small.settings(epochs: 2)
    settings.model = name
    settings.modelFields = [:]
    settings.training.l2Penalty = 1e-3
    let image = try small.run(settings).model.image
    let published = try small.trained(settings, in: "published")
    let network = try #require(try ModelCatalogue.configuration(name).network(for: image))
    settings.model = DeclaredModel.name
    settings.modelFields = ["definition": .text(network.yaml)]
    let declared = try small.trained(settings, in: "declared")
    #expect(declared.loggedErrors.map(\.validation) == published.loggedErrors.map(\.validation))
    #expect(declared.loggedErrors.first?.validation != nil)
    let (one, two) = try (published.trainedParameters(), declared.trainedParameters())
    #expect(one.withUnsafeBuffer { Array($0) } == two.withUnsafeBuffer { Array($0) })
    // What the epoch reported is measured again from the checkpoint.
    let executor = SmallRuns.executor(threads: 1)
    let last = try #require(published.loggedErrors.last(where: \.isBest)?.validation)
    #expect(try published.evaluate(.validation, executor: executor) == last)
  }
}
