import Foundation
import Hourglass
import Testing
import Settings
import TestSupport

/// What the settings of the training do to a run.
@Suite struct TrainingSettingsTests {
  private func trained(_ small: SmallRuns, _ name: String, _ training: [String: SettingValue], model: Int = 2) throws
    -> Run
  {
    var settings = small.settings(model, epochs: 2)
    settings.name = name
    try settings.training.merge(Given(training, .plain))
    return try small.trained(settings)
  }

  private func weights(_ run: Run, epoch: Int = 2) throws -> [Float] {
    try SafetensorsFile.read(run.directory.checkpoint(epoch: epoch)).floats(named: "encoder.weight")
  }

  @Test func `two batches of half the size, accumulated, make the step of the whole`() throws {
    let small = try SmallRuns()
    let whole = try weights(trained(small, "whole", ["batch_size": "20", "shuffle": "false"]))
    let halves = try weights(trained(small, "halves", ["batch_size": "10", "accumulation": "2", "shuffle": "false"]))
    let worst = zip(whole, halves).map { abs($0 - $1) }.max() ?? 1
    // Adam divides by the gradient's size, so that rounding shows where it is nearly zero.
    #expect(worst < 1e-4, "\(worst)")
    #expect(try weights(trained(small, "other", ["batch_size": "10", "shuffle": "false"])) != whole)
  }

  @Test func `a gradient that is clipped moves the parameters less`() throws {
    let small = try SmallRuns()
    func length(_ name: String, _ training: [String: SettingValue]) throws -> Double {
      var settings = small.settings(2, epochs: 1)
      settings.name = name
      settings.optimizer = "sgd"
      try settings.training.merge(Given(training, .plain))
      let run = try small.trained(settings)
      let start = run.model.parameters.initialValues(seed: 0)
      let end = try Checkpoint.readParameters(run.directory.checkpoint(epoch: 1), table: run.model.parameters)
      return (0..<start.count).reduce(0) { $0 + pow(Double(end[$1] - start[$1]), 2) }.squareRoot()
    }
    let free = try length("free", [:])
    // Four steps with 0.01, each of a gradient of at most 0.001 in length.
    #expect(try length("clipped", ["clip_norm": "0.001"]) <= 4 * 0.01 * 0.001 * 1.001)
    #expect(try length("clamped", ["clamp": "1e-5"]) < free)
    #expect(free > 1e-4)
  }

  @Test func `the running average is what is evaluated`() throws {
    let small = try SmallRuns()
    let run = try trained(small, "averaged", ["averaging": "0.9"])
    let file = try SafetensorsFile.read(run.directory.checkpoint(epoch: 2))
    let (last, average) = (try file.floats(named: "encoder.weight"), try file.floats(named: "average.encoder.weight"))
    #expect(last != average)
    let used = try Checkpoint.readParameters(run.directory.checkpoint(epoch: 2), table: run.model.parameters)
    #expect(average == (0..<average.count).map { used[$0] })
    #expect(try last == weights(trained(small, "plain", [:])))
  }

  @Test func `validation and snapshots come at fractions and multiples of an epoch`() throws {
    let small = try SmallRuns()
    func events(_ training: [String: SettingValue]) throws -> [String] {
      var settings = small.settings(2, epochs: 4)
      settings.name = "run"
      try settings.training.merge(Given(training, .plain))
      let run = try small.run(
        settings, in: "runs-\(training.count)-\(training.values.map(\.description).sorted().joined())")
      var seen: [String] = []
      _ = try run.train(executor: SmallRuns.executor()) { event in
        switch event {
        case .validation(let report): seen.append("v\(report.step)")
        case .epoch(let report): seen.append(report.validation == nil ? "e\(report.epoch)" : "E\(report.epoch)")
        case .checkpoint: seen.append("c")
        default: break
        }
      }
      return seen
    }
    // Four steps an epoch.
    #expect(try events([:]) == ["E1", "c", "E2", "c", "E3", "c", "E4", "c"])
    #expect(
      try events(["validation_interval": "0.5"])
        == ["v2", "E1", "c", "v6", "E2", "c", "v10", "E3", "c", "v14", "E4", "c"])
    #expect(try events(["validation_interval": "2", "snapshot_interval": "3"]) == ["e1", "E2", "e3", "c", "E4", "c"])
    #expect(try events(["validation_interval": "0", "snapshot_interval": "0"]) == ["e1", "e2", "e3", "E4", "c"])
    #expect(try events(["snapshot_interval": "0.5", "validation_interval": "4"])[0..<3] == ["c", "e1", "c"])
  }

  @Test func `a run that no longer improves ends after so many validations`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2, epochs: 50)
    settings.training.patience = 2
    // A step so great that the first epoch is the best.
    settings.optimizerArguments = ["learning_rate": 3]
    let run = try small.trained(settings)
    let reports = RunOverview(run.directory).reports
    let best = try #require(reports.last { $0.isBest })
    #expect(reports.count == best.epoch + 2)
    #expect(reports.count < 50)
  }

  @Test func `a chunk is passed over as often as asked, in one order, before the next`() throws {
    let pixels = (0..<10).map { UInt8($0) }
    let images = ImageSet(pixels: pixels, shape: ImageShape(channels: 1, height: 1, width: 1), name: "ten")
    let chunks = ChunkedOrder(size: 4, iterations: 3)
    func order(_ epoch: Int) -> [Int32] {
      Batches(ImageSubset(images), chunks: chunks, batchSize: 1, seed: 5, epoch: epoch).flatMap { Array($0) }
    }
    let first = order(0)
    #expect(first.count == 12)
    #expect(Set(first) == [0, 1, 2, 3])
    #expect(Array(first[0..<4]) == Array(first[4..<8]) && Array(first[0..<4]) == Array(first[8..<12]))
    #expect(Set(order(1)) == [4, 5, 6, 7])
    // The images begin again after the last.
    #expect(Set(order(2)) == [8, 9, 0, 1])
  }

  @Test func `chunks train image by image`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2, epochs: 3)
    settings.optimizer = "sgd"
    try settings.training.merge(Given(["chunk": "8", "iterations": "2", "batch_size": "1"], .plain))
    let run = try small.trained(settings)
    #expect(RunOverview(run.directory).results?.steps == 3 * 16)
  }

  @Test func `chunks of varied images go on exactly after an interruption within a pass`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2, epochs: 2)
    try settings.training.merge(Given(["chunk": "10", "iterations": "3", "batch_size": "4"], .plain))
    settings.data.augmentation = try Augmentations("flip=lr + noise=0.1")
    let whole = try small.trained(settings, in: "whole", threads: 1)
    #expect(try small.run(settings, in: "parts").train(untilStep: 5) == .interrupted(step: 5))
    let parts = try small.trained(settings, in: "parts", threads: 3)
    #expect(try parts.checkpointBytes() == whole.checkpointBytes())
  }

  @Test func `L-BFGS takes all images at each step, and goes on after an interruption as if there had been none`()
    throws
  {
    let small = try SmallRuns()
    var settings = small.settings(2, epochs: 6)
    settings.optimizer = "lbfgs"
    settings.optimizerArguments = [:]
    let whole = try small.trained(settings, in: "whole")
    let losses = RunOverview(whole.directory).reports.map(\.trainingLoss)
    #expect(losses.count == 6)
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 <= $0 })
    #expect(try small.run(settings, in: "parts").train(untilStep: 3) == .interrupted(step: 3))
    let parts = try small.trained(settings, in: "parts")
    #expect(RunOverview(parts.directory).reports.count == 6)
  }

  @Test func `images in negative are other images`() throws {
    let small = try SmallRuns()
    var settings = small.settings(2, epochs: 1)
    let plain = try small.run(settings)
    settings.data.isInverted = true
    let inverted = try small.run(settings)
    #expect(inverted.name != plain.name && inverted.dataset.fingerprint != plain.dataset.fingerprint)
    let (before, after) = (plain.dataset.training.images, inverted.dataset.training.images)
    for index in 0..<before.count {
      #expect(try zip(before.pixels(at: index), after.pixels(at: index)).allSatisfy { $0 + $1 == 255 })
    }
  }
}
