import Autoencoders
import ImageShapes
import ReferenceEngine
import Settings
import Tensors
import Testing
import XLAEngine

/// Every published model, and random networks, train as on the processor.
@Suite(.enabled(if: !TestPlugins.isEmpty, "\(TestPlugins.missing)"))
struct ModelTests {
  private static let image = ImageShape(channels: 2, height: 8, width: 8)
  private static let tolerance: Float = 1e-4

  /// The model with layers of at most twelve units.
  private func model(_ name: String) throws -> TracedModel {
    let kind = try ModelCatalogue.kind(named: name)
    var values: [String: SettingValue] = [:]
    for setting in kind.settingDescriptions {
      if case .integer = setting.type, let size = setting.defaultValue?.integer(as: Int.self), size > 12 {
        values[setting.name] = setting.name == "k" ? 5 : 12
      } else if let sizes = setting.defaultValue?.list {
        values[setting.name] = .list(sizes.indices.map { .integer(Int128(9 - $0)) })
      }
    }
    return try TracedModel(kind.init(values), image: Self.image)
  }

  /// The losses of twenty steps of each stage, then the parameters, statistics and their average.
  private func training(_ model: TracedModel, on executor: some TensorExecutor) throws -> [[Float]] {
    let initial = model.parameters.initialValues(seed: 3)
    let (parameters, average) = (executor.makeVector(initial), executor.makeVector(initial))
    var losses: [Float] = []
    for stage in model.stages {
      let steps = try stage.objectives.enumerated().map { index, objective in
        let (program, loss) = try model.training(objective, after: stage.objectives[..<index])
        let step = TrainingStep(
          program, loss: loss, trained: model.ranges(trainedBy: objective),
          statistics: model.statistics(program.renewedRanges, renewedBy: objective, within: []),
          bounds: GradientBounds(norm: 1))
        return (executor.prepare(step, capacity: 7), executor.makeVector(count: initial.count))
      }
      for number in 0..<20 {
        for (index, (step, moment)) in steps.enumerated() {
          let loss = withFeeds(model.image, samples: 7, step: number) { feeds in
            step.accumulate(
              count: 7, feeds: feeds, parameters: parameters, renewsStatistics: true,
              at: RunPosition(seed: 7, step: number))
          }
          losses.append(Float(loss))
          step.update(
            parameters, by: .momentum(rate: 0.02, momentum: 0.9, scale: 1, decay: 0.001), state: [moment],
            average: index == steps.count - 1 ? AverageUpdate(average, share: 0.25) : nil)
        }
      }
    }
    return [losses] + [parameters, average].map { $0.hostCopy().withUnsafeBuffer { Array($0) } }
  }

  @Test(arguments: ModelCatalogue.names)
  func `twenty steps of every stage`(_ name: String) throws { try check(model(name), name) }

  @Test(arguments: 0..<50)
  func `twenty steps of a random network`(_ number: Int) throws {
    let network = RandomNetwork(number)
    try check(network.model(), network.text, inTurn: number)
  }

  /// Expects losses, parameters and average of `model` to be the processor's.
  private func check(_ model: TracedModel, _ name: String, inTurn number: Int? = nil) throws {
    let wanted = try Executors.onProcessor { try training(model, on: $0) }
    #expect(!wanted[0].contains { !$0.isFinite })
    try Executors.eachPlugin(inTurn: number) { executor, plugin in
      for (what, (got, wanted)) in zip(try training(model, on: executor), wanted).enumerated() {
        let difference = difference(got, wanted, floor: 1e-3)
        #expect(
          difference <= Self.tolerance,
          "\(["losses", "parameters", "average"][what]) of \(name) on \(plugin): off by \(difference)")
      }
    }
  }

  /// Calls `body` with bytes and classes that depend on `step` alone.
  private func withFeeds<Result>(
    _ image: ImageShape, samples: Int, step: Int, _ body: ([String: Feed]) -> Result
  ) -> Result {
    let bytes = Numbers.drawn(samples * image.elements, seed: UInt64(step)).map { UInt8(127 * ($0 + 1)) }
    let indices = (0..<samples).map { Int32(samples - 1 - $0) }
    let labels = (0..<samples).map { Float($0 % 3) }
    return bytes.withUnsafeBufferPointer { bytes in
      indices.withUnsafeBufferPointer { indices in
        labels.withUnsafeBufferPointer { labels in
          body([
            "images": .bytes(
              base: bytes.baseAddress!, bytesPerSample: image.elements, indices: indices, scale: 1 / 255, offset: 0
            ),
            ImageLabels.inputName: .floats(labels.baseAddress!),
          ])
        }
      }
    }
  }
}
