import Autoencoders
import CPUEngine
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import ReferenceEngine
import Settings
import Tensors
import TestSupport
import Testing
import Training

/// The trainer trains on the processor as on the reference.
@Suite struct ExecutorAgreementTests {
  private static let image = ImageShape(channels: 1, height: 8, width: 8)

  private struct Outcome {
    var losses: [Double] = []
    var parameters: [Float] = []
  }

  /// Trains two epochs on 24 of 30 images, with accumulation, clipping and averaging where the optimizer allows them.
  private func trained(
    _ model: some ModelConfiguration, _ optimizer: OptimizerConfiguration, on executor: any TensorExecutor
  ) throws -> Outcome {
    let pixels = (0..<30 * Self.image.elements).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 &+ $0 / 64 * 7) }
    let dataset = try Dataset(
      name: "thirty", images: ImageSet(pixels: pixels, shape: Self.image, name: "thirty"), split: .first(6), seed: 0)
    var settings = TrainingSettings(batchSize: 7, epochs: 2, l2Penalty: 1e-3, seed: 5, scaling: .unit)
    if !optimizer.isFullBatch {
      settings.accumulation = 2
      settings.clipNorm = 0.5
    }
    let model = try TracedModel(model, image: Self.image)
    let trainer = try Trainer(model, dataset, settings, executor: executor)
    var state = TrainingState(
      model, optimizer: optimizer, seed: 2, averaging: optimizer.isFullBatch ? nil : 0.9, executor: executor)
    var outcome = Outcome()
    let ending = try trainer.train(&state) { event, _ in
      if case .step(let report) = event { outcome.losses.append(report.loss) }
    }
    #expect(ending == .completed)
    let host = state.evaluatedParameters.hostCopy()
    outcome.parameters = model.parameters.flatMap { entry in entry.range.map { host[$0] } }
    return outcome
  }

  @Test(arguments: ["momentum", "rmsprop", "lbfgs"])
  func `losses and parameters of a training`(_ optimizer: String) throws {
    let model = try AE(["code_size": 6])
    let optimizer = try OptimizerConfiguration(optimizer)
    let wanted = try trained(model, optimizer, on: ReferenceExecutor())
    #expect(!wanted.losses.isEmpty)
    for set in InstructionSet.available {
      let team = ThreadPool(count: 2)
      defer { team.close() }
      let found = try trained(model, optimizer, on: CPUExecutor(set, threads: team))
      #expect(found.losses.count == wanted.losses.count)
      for (got, wanted) in zip(found.losses, wanted.losses) {
        #expect(abs(got - wanted) <= 1e-5 * wanted, "\(optimizer.name) on \(set.name)")
      }
      let worst = zip(found.parameters, wanted.parameters).map { abs($0 - $1) }.max() ?? .nan
      #expect(worst <= 1e-4, "\(optimizer.name) on \(set.name)")
    }
  }
}
