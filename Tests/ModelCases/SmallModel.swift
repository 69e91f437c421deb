package import Autoencoders
import Clusters
package import ImageShapes
import ReferenceEngine
import Settings
package import Tensors

/// The published models with layers of at most twelve units, for images of 2 x 8 x 8.
package enum SmallModel {
  package static let image = ImageShape(channels: 2, height: 8, width: 8)

  /// The model of this name.
  package static func named(_ name: String) throws -> TracedModel {
    try TracedModel(configuration(named: name), image: image)
  }

  /// The settings of the model of this name.
  package static func configuration(named name: String) throws -> any ModelConfiguration {
    let kind = try ModelCatalogue.kind(named: name)
    var values: [String: SettingValue] = [:]
    for setting in kind.settingDescriptions {
      if case .integer = setting.type, let size = setting.defaultValue?.integer(as: Int.self), size > 12 {
        values[setting.name] = setting.name == "k" ? 5 : 12
      } else if let sizes = setting.defaultValue?.list {
        values[setting.name] = .list(sizes.indices.map { .integer(Int128(9 - $0)) })
      }
    }
    return try kind.init(values)
  }
}

/// The training of a model on batches that depend on the number of the step alone.
package struct TrainingCase {
  /// Pictures to train on, in turn.
  package struct Pictures {
    let bytes: [UInt8]
    let scale, offset: Float

    /// - Parameters:
    ///   - bytes: `[n, c, h, w]`, at least a batch.
    ///   - scale: The factor of a byte in the model's pixels.
    ///   - offset: The pixel of a black byte.
    package init(_ bytes: [UInt8], scale: Float, offset: Float) {
      (self.bytes, self.scale, self.offset) = (bytes, scale, offset)
    }
  }

  /// The pictures; nil for some that look random.
  package var pictures: Pictures?
  /// The samples of each batch.
  package var samples = 7
  /// The samples that each step is prepared for; as many as a batch has when nil.
  package var capacity: Int?
  /// The steps of each stage.
  package var steps = 20
  private let model: TracedModel

  package init(_ model: TracedModel) { self.model = model }

  /// The losses of the steps of each stage, then the parameters, statistics and their average.
  ///
  /// The processes of the executor share each batch.
  package func run(on executor: some TensorExecutor) throws -> [[Float]] {
    let communicator = executor.communicator
    let initial = model.parameters.initialValues(seed: 3)
    let (parameters, average) = (executor.makeVector(initial), executor.makeVector(initial))
    let counts = (0..<communicator.size).map { share(of: samples, rank: $0, size: communicator.size).count }
    let part = communicator.size > 1 ? BatchShare(counts: counts, rank: communicator.rank) : nil
    let own = part?.range ?? 0..<samples
    var losses: [Float] = []
    for stage in model.stages {
      let steps = try stage.objectives.enumerated().map { index, objective in
        let (program, loss) = try model.training(objective, after: stage.objectives[..<index])
        let step = TrainingStep(
          program, loss: loss, trained: model.ranges(trainedBy: objective),
          statistics: model.statistics(program.renewedRanges, renewedBy: objective, within: []),
          bounds: GradientBounds(norm: 1))
        return (
          executor.prepare(step, batchSize: capacity ?? samples), executor.makeVector(count: initial.count)
        )
      }
      for number in 0..<self.steps {
        for (index, (step, moment)) in steps.enumerated() {
          let rule = UpdateRule.momentum(rate: 0.02, momentum: 0.9, scale: 1, decay: 0.001)
          let position = RunPosition(seed: 7, step: number, share: part)
          let change = index == steps.count - 1 ? AverageUpdate(average, share: 0.25) : nil
          let loss = withFeeds(of: own, step: number) { feeds in
            // As a training does: a step of one objective is one call.
            steps.count == 1
              ? step.step(
                FedBatch(count: own.count, feeds: feeds), parameters: parameters, rule: rule, state: [moment],
                average: change, at: position, next: nil)
              : step.accumulate(
                count: own.count, feeds: feeds, parameters: parameters, renewsStatistics: true, at: position)
          }
          losses.append(Float(loss))
          if steps.count > 1 { step.update(parameters, by: rule, state: [moment], average: change) }
        }
      }
    }
    return [losses] + [parameters, average].map { $0.hostCopy().withUnsafeBuffer { Array($0) } }
  }

  /// Calls `body` with the bytes and classes of the samples `own`.
  private func withFeeds<Result>(of own: Range<Int>, step: Int, _ body: ([String: Feed]) -> Result) -> Result {
    let elements = model.image.elements
    let bytes =
      pictures?.bytes
      ?? Numbers.drawn(samples * elements, seed: UInt64(step)).map { UInt8(127 * ($0 + 1)) }
    let first = step * samples % (bytes.count / elements - samples + 1)
    let indices = own.map { Int32(first + samples - 1 - $0) }
    let labels = own.map { Float($0 % 3) }
    return bytes.withUnsafeBufferPointer { bytes in
      indices.withUnsafeBufferPointer { indices in
        labels.withUnsafeBufferPointer { labels in
          guard let base = bytes.baseAddress else { fatalError("a batch without bytes") }
          var feeds: [String: Feed] = [
            "images": .bytes(
              base: base, bytesPerSample: elements, indices: indices, scale: pictures?.scale ?? 1 / 255,
              offset: pictures?.offset ?? 0)
          ]
          feeds[ImageLabels.inputName] = labels.baseAddress.map(Feed.floats)
          return body(feeds)
        }
      }
    }
  }
}
