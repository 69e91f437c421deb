import Foundation
import Hourglass
import NeuralNetworks
import Randomness
import TestSupport
import Testing

/// Whatever a run's settings are, an interrupted run ends as an uninterrupted one.
@Suite struct ResumedSettingsTests {
  /// Trains `settings` at once, and in parts which end after the steps `stops`; both must give the same bytes.
  private func checkResuming(_ settings: RunSettings, _ small: SmallRuns, stops: [Int] = [1, 3, 4, 7]) throws {
    let whole = try small.trained(settings, in: "whole")
    for stop in stops { _ = try small.run(settings, in: "parts").train(untilStep: stop, threads: 2) }
    let run = try small.trained(settings, in: "parts", threads: 1)
    #expect(try run.checkpointBytes() == whole.checkpointBytes())
    #expect(run.loggedErrors == whole.loggedErrors)
  }

  @Test(arguments: LearningRateSchedule.kinds.names) func `with any schedule`(_ schedule: String) throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.schedule = schedule
    if schedule == "staircase" { settings.scheduleArguments = ["decay_epochs": 1] }
    if schedule == "plateau" { settings.scheduleArguments = ["patience": 0, "threshold": 0.9, "cooldown": 1] }
    try checkResuming(settings, small)
  }

  @Test(arguments: OptimizerConfiguration.kinds.names) func `with any optimizer`(_ optimizer: String) throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.optimizer = optimizer
    // A step over all images at once ends with its epoch.
    try checkResuming(settings, small, stops: optimizer.lowercased() == "lbfgs" ? [1, 2] : [1, 3, 4, 7])
  }

  @Test(arguments: ["AAE", "GreedyStackedAE", "CatVAE", "KSparse", "ConditionalVAE", "VAE"])
  func `with several objectives, stages, draws, statistics`(_ model: String) throws {
    let small = try SmallRuns()
    var settings = small.settings(epochs: 2)
    settings.model = model
    settings.modelFields = [:]
    (settings.training.averaging, settings.training.patience) = (0.9, 2)
    try checkResuming(settings, small, stops: [1, 3, 5])
  }
}

/// Batches, chunks, passes and accumulation may have any sizes.
@Suite struct BatchSizesTests {
  @Test(arguments: 0..<24) func `any of them train`(_ seed: Int) throws {
    let small = try SmallRuns()
    var settings = small.settings(seed % SmallRuns.models.count, epochs: 2)
    let random = Philox(seed: UInt64(seed), purpose: .shuffling, step: 0).permutation(70)
    settings.training.batchSize = 1 + Int(random[0])
    settings.training.accumulation = 1 + Int(random[1]) % 4
    if seed % 4 > 0 {
      settings.training.chunks = ChunkedOrder(size: 1 + Int(random[2]), iterations: 1 + Int(random[3]) % 5)
    }
    if seed % 3 == 0 { settings.training.validationInterval = 0.5 }
    let run = try small.trained(settings)
    #expect(RunOverview(run.directory).isFinished)
  }
}
