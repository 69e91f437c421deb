import Foundation
import Hourglass
import ImageShapes
import Testing
import TestSupport

/// Runs whose network sees corrupted images, and runs with penalties on some of their parameters.
@Suite struct CorruptedRunTests {
  @Test func `the network trains on corrupted images and is measured on clean ones`() throws {
    let small = try SmallRuns()
    for model in SmallRuns.models.indices {
      var settings = small.settings(model, epochs: 1)
      // Steps so small that the parameters stay what they are.
      settings.optimizer = "sgd"
      settings.optimizerArguments = ["learning_rate": 1e-30]
      let clean = try #require(try small.trained(settings, in: "clean").loggedErrors.first)
      settings.corruption = .masking(probability: 0.9)
      let corrupted = try #require(try small.trained(settings, in: "corrupted").loggedErrors.first)
      #expect(clean.validation == corrupted.validation)
      #expect(clean.trainingLoss != corrupted.trainingLoss)
      settings.corruption = Corruption.none
      let none = try #require(try small.trained(settings, in: "none").loggedErrors.first)
      #expect(none == clean)
    }
  }

  @Test func `an interrupted run goes on with the noise it would have had`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2)
    settings.corruption = .sequence([.gaussian(deviation: 0.3, isClipped: true), .masking(probability: 0.3)])
    settings.penalties = try ParameterPenalty.list("l1=1e-4:encoder")
    let whole = try small.trained(settings, in: "whole", threads: 1)
    let parts = try small.run(settings, in: "parts")
    _ = try parts.train(untilStep: 3)
    _ = try parts.train(untilStep: 7)
    _ = try parts.train(executor: SmallRuns.executor())
    #expect(try parts.checkpointBytes()["best.safetensors"] == whole.checkpointBytes()["best.safetensors"])
    #expect(parts.loggedErrors == whole.loggedErrors)
  }

  @Test func `name and run file tell the corruption and the penalties, and another is refused`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2, epochs: 1)
    settings.corruption = .sequence([.gaussian(deviation: 0.5, isClipped: true), .masking(probability: 0.2)])
    settings.penalties = try ParameterPenalty.list(#"[{"l2": 0.001, "parameters": ["encoder"]}, {"l1": 1e-5}]"#)
    let run = try small.trained(settings)
    #expect(run.name.contains("_corruption=gaussian=0.5,clip=true+masking=0.2"))
    #expect(run.name.contains("_penalties=l2=0.001:encoder+l1=1e-05"))
    let again = try small.trained(RunFile(path: run.directory.runFile).settings, in: "again")
    #expect(again.name == run.name)
    #expect(try again.checkpointBytes() == run.checkpointBytes())
    #expect(try bytes(of: again.directory.runFile) == bytes(of: run.directory.runFile))

    settings.name = run.name
    settings.corruption = .masking(probability: 0.2)
    settings.penalties = []
    let error = try #require(
      #expect(throws: RunError.self) { try small.run(settings).train(executor: SmallRuns.executor()) })
    #expect("\(error)".contains("corruption was gaussian=0.5,clip=true + masking=0.2, is masking=0.2"), "\(error)")
    #expect("\(error)".contains("penalties was [l2=0.001:encoder, l1=1e-05], is []"), "\(error)")
  }

  @Test func `run files with a corruption, a list of them, none, and penalties`() throws {
    func read(_ yaml: String) throws -> RunConfiguration {
      try RunFile(yaml: "model: {name: AE}\ndata: {dataset: mnist}\n" + yaml, path: "f.yaml").settings.resolved()
    }
    #expect(try read("").training.corruption == .none)
    #expect(try read("corruption: {masking: 0.3}").training.corruption == .masking(probability: 0.3))
    #expect(try read("corruption: none").training.corruption == .none)
    #expect(try read("corruption: []").training.corruption == .none)
    #expect(
      try read("corruption: [{gaussian: 0.5, clip: true}, {masking: 0.2}]").training.corruption
        == .sequence([.gaussian(deviation: 0.5, isClipped: true), .masking(probability: 0.2)]))
    #expect(
      try read("corruption:\n  - gaussian: 0.5\n  - rotate: 15\n    shift: 0.1\n").training.corruption
        == .sequence([.gaussian(deviation: 0.5), .affine(rotation: 15, shift: 0.1)]))
    #expect(
      try read("penalties: [{l2: 1e-4, parameters: [encoder]}, {l1: 1e-5}]").training.penalties
        == [ParameterPenalty(.l2, factor: 1e-4, parameters: ["encoder"]), ParameterPenalty(.l1, factor: 1e-5)])
    #expect(
      try read("penalties: {l1: 1e-5, parameters: encoder}").training.penalties
        == [ParameterPenalty(.l1, factor: 1e-5, parameters: ["encoder"])])
    #expect(try read("loss: {bce: 1, ssim: 0.2}").loss?.name == "bce + 0.2*ssim")
    var flags = RunSettings()
    flags.corruption = Corruption.none
    let file = try RunFile(
      yaml: "model: {name: AE}\ndata: {dataset: mnist}\ncorruption: {masking: 0.3}\n", path: "f.yaml")
    #expect(try file.settings.overridden(by: flags).resolved().training.corruption == .none)
  }

  @Test(arguments: [
    ("corruption: {maskin: 0.3}", "f.yaml:3, maskin: no such corruption (got maskin); did you mean masking?"),
    ("corruption: {masking: 2}", "f.yaml:3, masking: the value does not fit"),
    ("corruption:\n  - masking: 0.1\n  - gaussian: x\n", "f.yaml:5, gaussian:"),
    ("corruption: [{masking: 0.1}, 3]", "f.yaml:3, corruption: a field has a value that does not fit"),
    ("corruption: masking", "f.yaml:3, corruption: not a corruption"),
    ("corruption: {gaussian: 1, masking: 0.1}", "write a list"),
    ("penalties: [{l3: 1}]", "no such penalty (got l3)"), ("penalties: [{l2: 0}]", "f.yaml:3, l2:"),
    ("penalties: 3", "f.yaml:3, penalties:"), ("penalties: [{l2: 1, l1: 1}]", "several kinds of penalty"),
    ("loss: {total-variation: 1}", "total variation alone"), ("loss: {sim: 1}", "did you mean ssim?"),
  ])
  func `a mistake is told with file and line`(_ yaml: String, _ words: String) throws {
    let error = #expect(throws: (any Error).self) {
      try RunFile(yaml: "model: {name: AE}\ndata: {dataset: mnist}\n" + yaml, path: "f.yaml").settings.resolved()
    }
    let text = "\(try #require(error))"
    #expect(text.contains(words), "\(text)")
    #expect(!text.contains("\n"))
  }

  @Test func `a penalty moves its parameters alone, and is not reported`() throws {
    let small = try SmallRuns()
    var settings = small.settings(1, epochs: 1)
    // One step along the gradient itself.
    settings.training.batchSize = 63
    settings.optimizer = "sgd"
    settings.optimizerArguments = ["learning_rate": 0.5]
    let plain = try small.trained(settings, in: "plain")
    let before = plain.model.parameters.initialValues(seed: 0)
    let without = try plain.newestParameters()
    for (text, slope) in [
      ("l2=0.125:encoder.0,decoder.2.weight", { (w: Float) in 0.125 * w }),
      ("l1=0.125:encoder.0,decoder.2.weight", { (w: Float) in w > 0 ? 0.125 : w < 0 ? -0.125 : 0 }),
    ] {
      settings.penalties = try ParameterPenalty.list(text)
      let run = try small.trained(settings, in: "penalised")
      let with = try run.newestParameters()
      for entry in run.model.parameters {
        let isChosen = entry.name.hasPrefix("encoder.0.") || entry.name == "decoder.2.weight"
        for i in entry.range {
          let wanted = without[i] - (isChosen ? 0.5 * slope(before[i]) : 0)
          guard abs(with[i] - wanted) > (isChosen ? 1e-6 : 0) else { continue }
          Issue.record("\(text): \(entry.name) became \(with[i]), not \(wanted)")
          break
        }
      }
      #expect(run.loggedErrors.first?.trainingLoss == plain.loggedErrors.first?.trainingLoss)
    }
  }

  @Test func `a penalty on parameters that are not there lists those that are`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2)
    settings.penalties = try ParameterPenalty.list("l2=1e-4:encodr")
    let error = try #require(#expect(throws: RunError.self) { try small.run(settings) })
    #expect("\(error)".contains("no parameter has this prefix (got encodr)"), "\(error)")
    #expect("\(error)".contains("encoder.weight, encoder.bias, decoder.weight, decoder.bias"), "\(error)")
  }

  @Test func `similarity of structures trains in any range of pixels`() throws {
    let small = try SmallRuns()
    // In units of bytes the learning rate of these models is far too small for the absolute error.
    for scaling in PixelScaling.allCases where scaling != .bytes {
      var settings = small.settings(1, epochs: 6)
      settings.data.scaling = scaling
      settings.loss = ["ssim": 1, "l1": 0.5]
      let losses = try small.trained(settings, in: "ssim").loggedErrors.map(\.trainingLoss)
      #expect(losses.allSatisfy { $0.isFinite })
      #expect(try #require(losses.last) < losses[0], "\(scaling): \(losses)")
    }
  }

  @Test func `cross-entropies and similarities refuse what they cannot compare`() throws {
    let small = try SmallRuns()
    for name in ["bce", "bce-sum"] {
      var settings = small.settings(0)
      settings.loss = ["mse": 1, name: 0.1]
      let error = try #require(#expect(throws: LossError.self) { try settings.resolved() })
      #expect(error.code == .target)
      settings.data.scaling = .unit
      #expect(throws: Never.self) { try settings.resolved() }
    }
    for name in ["ssim", "ms-ssim"] {
      let loss = try ReconstructionLoss(named: [name: 1])
      let error = try #require(
        #expect(throws: LossError.self) {
          try TracedModel(AE(), image: ImageShape(channels: 1, height: 2, width: 12), loss: loss)
        })
      #expect("\(error)".contains("\(name): the images are too small"), "\(error)")
    }
  }

  @Test func `a model that trains with black pixels learns to fill them in`() throws {
    let folder = try TemporaryFolder()
    // Stripes of one of four directions: any pixel tells of others.
    let side = 8
    func stripes(_ count: Int) -> [UInt8] {
      (0..<count * side * side).map { at in
        let (image, row, column) = (at / (side * side), at / side % side, at % side)
        let along = [row, column, row + column, row - column + side][image % 4]
        return (along + image / 4) % 4 < 2 ? 230 : 60
      }
    }
    for (name, count) in [("train", 320), ("t10k", 64)] {
      try folder.write(SmallImages.idx([count, side, side], stripes(count)), "stripes/\(name)-images-idx3-ubyte")
      try folder.write(
        SmallImages.idx([count], [UInt8](repeating: 0, count: count)), "stripes/\(name)-labels-idx1-ubyte")
    }
    let masking = Corruption.masking(probability: 0.5)
    func errorOnMasked(trainedWith corruption: Corruption) throws -> Float {
      var settings = RunSettings()
      settings.model = "AE"
      settings.modelFields = ["code_size": .integer(400)]
      settings.data.dataset = folder("stripes")
      settings.data.validation = ValidationSplit.none
      settings.optimizerArguments = ["learning_rate": 0.003]
      settings.training.batchSize = 32
      settings.training.epochs = 100
      settings.corruption = corruption
      let configuration = try settings.resolved()
      let dataset = try configuration.loadDataset(environment: [:])
      let run = try Run(configuration, dataset: dataset, runs: folder("runs"))
      let executor = SmallRuns.executor()
      _ = try run.train(executor: executor)
      let test = try run.images(of: .test)
      let objective = Objective("squared error") { images, target in
        (1 / Float(side * side)) * run.model.model.reconstruct(images).squaredError(to: target).batchMean()
      }
      let (program, loss) = try run.model.training(objective, corrupt: { masking($0, pixels: 0...1) })
      let prepared = executor.prepare(program, capacity: test.count)
      let pixels = try (0..<test.images.count).flatMap { try test.images.pixels(at: $0) }.map { Float($0) / 255 }
      let gradients = FlatVector(count: run.model.parameters.vectorCount)
      let parameters = try run.newestParameters()
      pixels.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        prepared.run(
          count: test.count, feeds: ["images": .floats(base)], parameters: parameters, gradients: gradients,
          at: RunPosition(seed: 77))
      }
      return prepared.value(of: loss)
    }
    let clean = try errorOnMasked(trainedWith: .none)
    let denoising = try errorOnMasked(trainedWith: masking)
    #expect(denoising < 0.5 * clean, "\(denoising) and \(clean)")
  }
}

extension Run {
  /// The parameters at the end of training.
  fileprivate func newestParameters() throws -> FlatVector {
    let path = try #require(directory.newestCheckpoint)
    return try Checkpoint.readParameters(path, table: model.parameters)
  }
}
