import Foundation
import Hourglass
import TestSupport
import Testing

/// A run that was interrupted ends as if it had not been.
@Suite struct ResumedRunTests {
  static let optimizers: [(name: String, arguments: [String: SettingValue])] = [
    ("adam", [:]), ("sgd", [:]), ("momentum", [:]), ("momentum", ["dampening": 0.5]), ("adagrad", [:]),
  ]

  @Test(arguments: SmallRuns.models.indices, optimizers.indices)
  func `interrupted again and again, a run ends byte for byte like one in a single go`(
    _ model: Int, _ optimizer: Int
  ) throws {
    let small = try SmallRuns()
    var settings = small.settings(model)
    settings.optimizer = Self.optimizers[optimizer].name
    settings.optimizerArguments = Self.optimizers[optimizer].arguments
    let whole = try small.trained(settings, in: "whole")
    // Within the first epoch twice, at its end, within the second, and within the last.
    for (stop, threads) in [(1, 2), (3, 7), (4, 1), (6, 2), (11, 3)] {
      let outcome = try small.run(settings, in: "parts").train(untilStep: stop, threads: threads)
      #expect(outcome == .interrupted(step: stop))
    }
    let run = try small.run(settings, in: "parts")
    #expect(FileManager.default.fileExists(atPath: run.directory.interruptedCheckpoint))
    let results = try run.train(executor: SmallRuns.executor(threads: 1)).results
    #expect(try run.checkpointBytes() == whole.checkpointBytes())
    #expect(
      try run.checkpointBytes().keys.sorted() == [
        "best.safetensors", "epoch-00002.safetensors", "epoch-00003.safetensors",
      ])
    #expect(run.loggedErrors == whole.loggedErrors)
    #expect(results?.timeless == RunOverview(whole.directory).results?.timeless)
  }

  @Test(arguments: 1...11)
  func `a run may be interrupted after any step`(_ step: Int) throws {
    let small = try SmallRuns()
    let whole = try small.trained(small.settings(), in: "whole")
    let outcome = try small.run(small.settings(), in: "parts").train(untilStep: step, threads: 1)
    #expect(outcome == .interrupted(step: step))
    let resumed = try small.trained(small.settings(), in: "parts", threads: 7)
    #expect(try resumed.checkpointBytes() == whole.checkpointBytes())
    #expect(resumed.loggedErrors == whole.loggedErrors)
  }

  @Test func `a stop asked for at the very last step ends the run as usual`() throws {
    let small = try SmallRuns()
    let run = try small.run(small.settings())
    #expect(try run.train(untilStep: 12) == .completed)
    #expect(RunOverview(run.directory).isFinished)
  }

  @Test func `a run is unfinished until all epochs that were asked for are done`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(epochs: 2))
    #expect(RunOverview(run.directory).isFinished)
    _ = try small.run(small.settings(epochs: 4)).train(untilStep: 9)
    let overview = RunOverview(run.directory)
    #expect(!overview.isFinished)
    #expect((overview.epochs, overview.epochsWanted) == (2, 4))
    try small.trained(small.settings(epochs: 4))
    #expect(RunOverview(run.directory).isFinished)
  }

  @Test func `what was written after the checkpoint that is gone is written again`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let whole = try run.checkpointBytes()
    let logged = run.loggedErrors
    // As if the machine had stopped before the last checkpoint was in place.
    try FileManager.default.removeItem(atPath: run.directory.checkpoint(epoch: 3))
    try small.trained(small.settings())
    #expect(run.loggedErrors == logged)
    #expect(try run.checkpointBytes()["epoch-00003.safetensors"] == whole["epoch-00003.safetensors"])
    #expect(try run.checkpointBytes()["best.safetensors"] == whole["best.safetensors"])
  }
}
