import Autoencoders
import CPUEngine
import ImageShapes
import ReferenceEngine
import Settings
import Tensors
import Testing

/// Every published model trains and is evaluated on the processor as on the reference.
@Suite struct ModelAgreementTests {
  private static let image = ImageShape(channels: 2, height: 8, width: 8)
  /// Float32 against Double, relative to the maximum of a parameter.
  private static let tolerance = 5e-5

  /// The model with layers of at most twelve units.
  private func model(_ name: String) throws -> TracedModel {
    let kind = try ModelCatalogue.kind(named: name)
    return try TracedModel(kind.init(try ModelVariant.smallSettings(of: kind)), image: Self.image)
  }

  @Test(arguments: ModelCatalogue.names)
  func `a training step of every objective: loss, gradient, parameters, statistics, average`(_ name: String) throws {
    let model = try model(name)
    for stage in model.stages {
      for (index, objective) in stage.objectives.enumerated() {
        let (program, loss) = try model.training(objective, after: stage.objectives[..<index])
        let step = TrainingStep(
          program, loss: loss, trained: model.ranges(trainedBy: objective),
          statistics: model.statistics(program.renewedRanges, renewedBy: objective, within: []),
          bounds: GradientBounds(value: 0.5, norm: 1))
        let wanted = outcome(of: step, model, on: ReferenceExecutor())
        #expect(wanted.vectors["gradient"]?.contains { $0 != 0 } == true && wanted.losses.allSatisfy(\.isFinite))
        for set in InstructionSet.available {
          let team = ThreadPool(count: 2)
          defer { team.close() }
          let found = outcome(of: step, model, on: CPUExecutor(set, threads: team))
          let title = "\(stage.name), \(objective.name) on \(set.name)"
          for (got, wanted) in zip(found.losses, wanted.losses) {
            #expect(abs(got - wanted) <= Self.tolerance * abs(wanted), "loss of \(title)")
          }
          for (what, vector) in wanted.vectors {
            compare(found.vectors[what] ?? [], vector, model.parameters, "\(what) of \(title)")
          }
        }
      }
    }
  }

  @Test(arguments: ModelCatalogue.names)
  func `an evaluation`(_ name: String) throws {
    let model = try model(name)
    let evaluation = try model.evaluation()
    func losses(on executor: some TensorExecutor) -> [Float] {
      let prepared = executor.prepare(evaluation.program, capacity: 3)
      let parameters = executor.makeVector(model.parameters.initialValues(seed: 3))
      withFeeds(samples: 3, seed: 5) { feeds in
        prepared.run(
          count: 3, feeds: feeds, parameters: parameters, gradients: nil, at: .evaluation(of: [2, 5, 11]))
      }
      return [prepared.value(of: evaluation.loss)] + prepared.values(of: evaluation.squaredErrors)
    }
    let wanted = losses(on: ReferenceExecutor())
    for set in InstructionSet.available {
      let team = ThreadPool(count: 2)
      defer { team.close() }
      for (got, wanted) in zip(losses(on: CPUExecutor(set, threads: team)), wanted) {
        #expect(abs(got - wanted) <= Float(Self.tolerance) * abs(wanted), "on \(set.name)")
      }
    }
  }

  /// The losses of two batches of different sizes, and the vectors after the step.
  private struct Outcome {
    var losses: [Double] = []
    /// Gradient, parameters with statistics, moment and average.
    var vectors: [String: [Float]] = [:]
  }

  private func outcome(of step: TrainingStep, _ model: TracedModel, on executor: some TensorExecutor) -> Outcome {
    let table = model.parameters
    let prepared = executor.prepare(step, batchSize: 8)
    let parameters = executor.makeVector(table.initialValues(seed: 3))
    let average = executor.makeVector(count: table.vectorCount)
    let (gradient, moment) = (
      executor.makeVector(count: table.vectorCount), executor.makeVector(count: table.vectorCount)
    )
    var outcome = Outcome()
    func accumulate(renewsStatistics: Bool) {
      outcome.losses = [7, 4].enumerated().map { index, samples in
        withFeeds(samples: samples, seed: UInt64(index)) { feeds in
          prepared.accumulate(
            count: samples, feeds: feeds, parameters: parameters, renewsStatistics: renewsStatistics,
            at: RunPosition(seed: 7, step: index))
        }
      }
    }
    accumulate(renewsStatistics: false)
    prepared.takeGradient(into: gradient)
    accumulate(renewsStatistics: true)
    prepared.update(
      parameters, by: .momentum(rate: 0.1, momentum: 0.9, scale: 1, decay: 0.01), state: [moment],
      average: AverageUpdate(average, share: 0.25))
    let vectors = ["gradient": gradient, "parameters": parameters, "moment": moment, "average": average]
    outcome.vectors = vectors.mapValues { $0.hostCopy().withUnsafeBuffer { Array($0) } }
    return outcome
  }

  /// Calls `body` with images and classes that depend on `seed` alone.
  private func withFeeds<Result>(samples: Int, seed: UInt64, _ body: ([String: Feed]) -> Result) -> Result {
    let images = (0..<samples * Self.image.elements).map { Float(goldenUniform(stream: Int(seed), $0)) }
    let labels = (0..<samples).map { Float($0 % 3) }
    return images.withUnsafeBufferPointer { images in
      labels.withUnsafeBufferPointer { labels in
        guard let images = images.baseAddress, let labels = labels.baseAddress else { fatalError("an empty batch") }
        return body(["images": .floats(images), ImageLabels.inputName: .floats(labels)])
      }
    }
  }

  private func compare(_ found: [Float], _ wanted: [Float], _ table: ParameterTable, _ title: String) {
    let scale = wanted.map(abs).max() ?? 0
    for entry in table where entry.range.upperBound <= wanted.count {
      let maximum = entry.range.map { abs(wanted[$0]) }.max() ?? 0
      let worst = entry.range.map { abs(found[$0] - wanted[$0]) }.max() ?? 0
      // The gradient of a bias before a normalisation is zero but for rounding.
      #expect(
        worst <= Float(Self.tolerance) * max(maximum, 0.1 * scale),
        "\(entry.name), \(title): off by \(worst) of \(maximum)")
    }
  }
}
