import Hourglass
import TestSupport
import Testing

/// The state of a training stays in the memory of the executor's device.
@Suite struct DeviceStateTests {
  enum Training: CaseIterable {
    /// One objective, bounded gradients, an average of the parameters.
    case averaged
    /// Two objectives that share parameters, statistics and an average.
    case adversarial
    /// Several batches a step.
    case accumulated
    /// All images at once.
    case fullBatch
    /// No steps: parameters that are computed from the images.
    case computed

    /// The settings of two epochs.
    func settings(_ small: SmallRuns) -> RunSettings {
      var settings = small.settings(epochs: 2)
      switch self {
      case .averaged:
        (settings.training.averaging, settings.training.clipNorm) = (0.9, 0.5)
      case .adversarial:
        (settings.model, settings.modelFields) = ("AAE", ["hidden": "12,9"])
        settings.training.averaging = 0.5
      case .accumulated:
        (settings.model, settings.modelFields) = ("AE", ["code_size": 9])
        settings.training.accumulation = 3
        settings.optimizer = "adagrad"
      case .fullBatch:
        (settings.model, settings.modelFields) = ("AE", ["code_size": 5])
        settings.training.averaging = 0.5
        settings.optimizer = "lbfgs"
      case .computed:
        (settings.model, settings.modelFields) = ("PCA", ["code_size": 4])
      }
      return settings
    }
  }

  @Test(arguments: Training.allCases)
  func `steps and validations copy no vector from or to the host`(_ training: Training) throws {
    let small = try SmallRuns()
    let run = try small.run(training.settings(small))
    let executor = DistantExecutor(SmallRuns.executor())
    var state = TrainingState(
      run.model, optimizer: run.configuration.optimizer, seed: 0, averaging: run.configuration.training.averaging,
      executor: executor)
    let trainer = try Trainer(run.model, run.dataset, run.configuration.training, executor: executor)
    let before = executor.transfers
    let outcome = try trainer.train(&state) { _, _ in }
    #expect(outcome == .completed)
    #expect(executor.transfers == before)
  }

  @Test(arguments: Training.allCases)
  func `a run on a device whose memory the host cannot see is the same, byte for byte`(_ training: Training) throws {
    let small = try SmallRuns()
    let settings = training.settings(small)
    let here = try small.trained(settings, in: "here")
    let executor = DistantExecutor(SmallRuns.executor())
    // Stopped and resumed, so that its state is restored from a checkpoint too.
    var steps = 0
    _ = try small.run(settings, in: "distant").train(executor: executor) { event in
      if case .step = event { steps += 1 }
    } shouldStop: {
      steps > 0
    }
    let distant = try small.run(settings, in: "distant")
    _ = try distant.train(executor: executor)
    #expect(try distant.checkpointBytes() == here.checkpointBytes())
    #expect(distant.loggedErrors == here.loggedErrors)
  }

  @Test func `the record names the instructions of the processor, or else the device, and the history both`() throws {
    let small = try SmallRuns()
    let settings = Training.averaged.settings(small)
    let executor = SmallRuns.executor()
    _ = try small.run(settings).train(executor: executor) { _ in
    } shouldStop: {
      true
    }
    let here = try RunFile(path: small.run(settings).directory.runFile)
    #expect(here.record["instruction_set"] == executor.name && here.record["device"] == nil)
    let other = DistantExecutor(executor, name: "distant")
    var epochs = 0
    _ = try small.run(settings).train(executor: other) { event in
      if case .epoch = event { epochs += 1 }
    } shouldStop: {
      epochs > 0
    }
    let there = try RunFile(path: small.run(settings).directory.runFile)
    #expect(there.record["device"] == "distant" && there.record["instruction_set"] == nil)
    _ = try small.run(settings).train(executor: executor)
    let back = try RunFile(path: small.run(settings).directory.runFile)
    #expect(back.record["instruction_set"] == executor.name && back.record["device"] == nil)
    #expect(back.history.last?.device == "distant, then \(executor.name)")
  }
}
