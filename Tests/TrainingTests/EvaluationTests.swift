import Foundation
import Hourglass
import TestSupport
import Settings
import Testing

/// The errors are what the definitions say, computed by hand from the reconstructions.
@Suite struct EvaluationTests {
  @Test(arguments: SmallRuns.models.indices, PixelScaling.allCases)
  func `errors are those of the definitions`(_ model: Int, _ scaling: PixelScaling) throws {
    let small = try SmallRuns()
    let run = try small.run(small.settings(model))
    let parameters = run.model.parameters.initialValues(seed: 3)
    let images = run.dataset.training
    let evaluator = try Evaluator(run.model, scaling: scaling, seed: 0, executor: SmallRuns.executor())
    let evaluation = try #require(try evaluator.evaluate(images, parameters: parameters))
    let pairs = try pairs(run, images, scaling, parameters)
    let elements = Double(run.model.image.elements)

    let squares = pairs.map { pair in
      zip(pair.original, pair.reconstruction).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let mse01 = squares.reduce(0, +) / elements / Double(pairs.count)
    let factor: Double = [.unit: 1, .symmetric: 2, .centred: 1, .per256: 255.0 / 256, .bytes: 255][scaling]!
    #expect(isClose(evaluation.mse01, mse01))
    #expect(isClose(evaluation.mse, mse01 * factor * factor))
    #expect(isClose(evaluation.sse, mse01 * elements))
    let decibels = squares.map { -10 * log10($0 / elements) }.reduce(0, +) / Double(pairs.count)
    #expect(isClose(evaluation.psnr, decibels))
    // Were the logarithm taken of the mean, another number would come out.
    #expect(!isClose(decibels, -10 * log10(mse01)))
    switch run.model.lossName {
    case "half-mse": #expect(isClose(evaluation.loss, evaluation.mse / 2))
    case "mse": #expect(isClose(evaluation.loss, evaluation.mse))
    default:
      guard scaling == .unit else { return }
      let nats = pairs.flatMap { pair in
        zip(pair.original, pair.reconstruction).map { (t: Double, p: Double) -> Double in
          -t * log(p) - (1 - t) * log(1 - p)
        }
      }
      #expect(isClose(evaluation.loss, nats.reduce(0, +) / Double(nats.count)))
    }
  }

  @Test(arguments: SmallRuns.models.indices)
  func `an epoch's loss weighs the shorter last batch by its images`(_ model: Int) throws {
    let small = try SmallRuns()
    var settings = small.settings(model, epochs: 1)
    // Too small a rate to change any parameter: every batch meets the same model.
    settings.optimizer = "sgd"
    settings.optimizerArguments = ["learning_rate": 1e-30]
    let run = try small.run(settings)
    var losses: [StepReport] = []
    _ = try run.train(executor: SmallRuns.executor()) { if case .step(let report) = $0 { losses.append(report) } }
    #expect(losses.map(\.images) == [20, 20, 20, 3])
    #expect(losses.map(\.step) == [1, 2, 3, 4])
    let report = try #require(run.loggedErrors.first)
    let wholeSet = try run.evaluate(.train, executor: SmallRuns.executor())
    #expect(isClose(report.trainingLoss, wholeSet.loss))
    let unweighted = losses.reduce(0) { $0 + $1.loss } / 4
    #expect(!isClose(unweighted, wholeSet.loss))
    #expect(report.validation == (try run.evaluate(.validation, executor: SmallRuns.executor())))
  }

  @Test func `an evaluation's noise is not that of a step, at seed 0 either`() throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.model = "VAE-400-20"
    settings.modelFields = [:]
    settings.data.scaling = .unit
    settings.optimizer = "sgd"
    // Too small a rate to change any parameter: the step and the evaluation meet the same model.
    settings.optimizerArguments = ["learning_rate": 1e-30]
    settings.training.batchSize = 63
    settings.training.epochs = 1
    settings.training.isShuffled = false
    let run = try small.run(settings)
    var losses: [Double] = []
    _ = try run.train(executor: SmallRuns.executor()) { if case .step(let report) = $0 { losses.append(report.loss) } }
    let measured = try run.evaluate(.train, executor: SmallRuns.executor()).loss
    let loss = try #require(losses.first)
    #expect(losses.count == 1 && run.dataset.training.count == 63)
    #expect(abs(measured - loss) < 0.05 * loss)
    #expect(abs(measured - loss) > 1e-5 * loss)
  }

  @Test func `a penalty is trained on but not measured`() throws {
    let small = try SmallRuns()
    var firstLosses: [Double] = []
    var weights: [Float] = []
    for penalty in [0, 0.5] {
      var settings = small.settings()
      settings.training.l2Penalty = penalty
      let run = try small.run(settings)
      _ = try run.train(executor: SmallRuns.executor()) {
        if case .step(let report) = $0, report.step == 1 { firstLosses.append(report.loss) }
      }
      let entry = run.model.parameters[0]
      weights.append(
        try run.trainedParameters().withUnsafeBuffer { all in
          all[entry.offset..<entry.offset + entry.parameter.count].reduce(0) { $0 + $1 * $1 }
        })
    }
    #expect(firstLosses[0] == firstLosses[1])
    #expect(weights[1] < weights[0])
  }

  /// Sizes that make the largest models quick; the others have their own.
  private static let smallFields: [String: [String: SettingValue]] = [
    "AE": ["code_size": .integer(32)], "DIGITS": ["hidden_units": .integer(50)], "WTA-AE": ["code_size": .integer(200)],
    "KSparse": ["code_size": .integer(100)], "HintonDeep": ["hidden": .text("100,50,25")],
    "BetaVAE": ["hidden": .text("60,60"), "decoder_hidden": .text("60"), "beta": .number(1)],
    "IWAE": ["hidden": .text("60"), "samples": .integer(3)], "VAE-400-20": ["hidden_units": .integer(100)],
    "ConditionalVAE": ["hidden_units": .integer(100)], "RAE": ["hidden": .text("100")],
  ]

  /// How much of its first loss a model may keep.
  ///
  /// Codes of a few noisy numbers, or normalised ones, remember less. A masked model cannot know an image whose patches are
  /// all hidden, as some are in any one draw.
  private static let keptLoss = [
    "VAE": 0.5, "CatVAE": 0.5, "AAE": 0.5, "BetaVAE": 0.5, "IWAE": 0.5, "StackedDenoisingCAE": 0.5, "MaskedAE": 0.6,
  ]

  @Test(arguments: ModelCatalogue.names.filter { $0 != PCA.name })
  func `every model learns eight images by heart`(_ name: String) throws {
    let shape = ImageShape(channels: 1, height: 8, width: 8)
    let pixels = (0..<8 * 64).map { UInt8(($0 * 37 / 11 + $0 / 64 * 5) % 3 == 0 ? 255 : 0) }
    let images = ImageSet(pixels: pixels, shape: shape, labels: Array(0..<8), name: "eight")
    let dataset = try Dataset(name: "eight", images: images, split: .none, seed: 0)
    let configuration = try ModelCatalogue.configuration(name, Self.smallFields[name] ?? [:])
    let model = try TracedModel(configuration, image: shape)
    let scaling = configuration.pixelRange
    // Rectified units of maps of one pixel die of large steps.
    let rate = name == StridedConvAE.name ? 5e-4 : 5e-3
    let adam = try OptimizerConfiguration("adam", ["learning_rate": .number(rate)])
    let executor = SmallRuns.executor(threads: 1)
    let trainer = try Trainer(
      model, dataset, TrainingSettings(batchSize: 8, epochs: 400, scaling: scaling), executor: executor)
    var state = TrainingState(model, optimizer: adam, seed: 0, executor: executor)
    let evaluator = try Evaluator(model, scaling: scaling, seed: 0, executor: executor)
    let before = try #require(try evaluator.evaluate(dataset.training, parameters: state.parameters))
    var steps = 0
    let outcome = try trainer.train(&state) { event, _ in if case .step = event { steps += 1 } }
    #expect(outcome == .completed)
    #expect(steps == 400 * model.stages.count)
    let after = try #require(try evaluator.evaluate(dataset.training, parameters: state.parameters))
    let kept = Self.keptLoss[name] ?? 0.2
    #expect(after.loss < kept * before.loss, "\(name): \(before.loss) to \(after.loss)")
    #expect(after.mse01 < max(0.01, kept * before.mse01), "\(name): \(before.mse01) to \(after.mse01)")
  }

  /// Each image and its reconstruction, as pixels from 0 to 1.
  private func pairs(
    _ run: Run, _ images: ImageSubset, _ scaling: PixelScaling, _ parameters: FlatVector
  ) throws -> [(original: [Double], reconstruction: [Double])] {
    let reconstructor = try Reconstructor(run.model, scaling: scaling, executor: SmallRuns.executor())
    let pixels = try reconstructor.reconstruct(images, parameters: parameters)
    let size = run.model.image.elements
    return try images.indices.enumerated().map { position, index in
      (
        try images.images.pixels(at: Int(index)).map { Double($0) / 255 },
        pixels[position * size..<(position + 1) * size].map(Double.init)
      )
    }
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 2e-5 * max(abs(a), abs(b)) }
}
