import Foundation
import Hourglass
import TestSupport
import Testing

/// A run whose numbers are no longer numbers stops, and keeps what was good.
@Suite struct DivergenceTests {
  @Test func `a learning rate that is far too great stops the run with step, epoch and advice`() throws {
    let small = try SmallRuns()
    var settings = small.settings(1)
    settings.optimizerArguments = ["learning_rate": 1e30]
    let run = try small.run(settings)
    let error = try divergence(run)
    #expect(error.hasPrefix("\(run.name), step 2 (epoch 1, batch 2): training diverged"))
    #expect(error.hasSuffix("try a smaller --learning-rate than 1e+30; nothing was saved yet"))
    #expect(try run.checkpointBytes().isEmpty)
  }

  @Test(arguments: ["none", "first 7"])
  func `what the last step has spoilt is not saved`(_ split: String) throws {
    let small = try SmallRuns()
    var settings = small.settings(1, epochs: 1)
    settings.training.batchSize = 100
    settings.data.validation = try ValidationSplit(split)
    settings.optimizerArguments = ["learning_rate": 1e39]
    let run = try small.run(settings)
    #expect(try divergence(run).hasPrefix("\(run.name), step 1 (epoch 1, batch 1): training diverged"))
    #expect(try run.checkpointBytes().isEmpty)
    #expect(run.loggedErrors.isEmpty)
  }

  @Test func `the last good checkpoint stays and is named`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(1, epochs: 2))
    // A state from which the next step leads nowhere.
    var state = TrainingState(
      run.model, optimizer: run.configuration.optimizer, seed: 0, executor: SmallRuns.executor())
    try Checkpoint.read(run.directory.checkpoint(epoch: 2), table: run.model.parameters, into: &state)
    let huge = FlatVector(count: state.parameters.count)
    huge.withUnsafeMutableBuffer { $0.update(repeating: 1e30) }
    state.parameters.write(huge)
    try Checkpoint.write(state, table: run.model.parameters, to: run.directory.checkpoint(epoch: 2))
    let before = try run.checkpointBytes()
    let again = try small.run(small.settings(1, epochs: 3))
    let error = try divergence(again)
    #expect(error.contains("step 9 (epoch 3, batch 1)"))
    #expect(error.hasSuffix("the last good checkpoint is \(run.directory.checkpoint(epoch: 2))"))
    #expect(try run.checkpointBytes() == before)
  }

  private func divergence(_ run: Run) throws -> String {
    let error = #expect(throws: RunError.self) { try run.train(executor: SmallRuns.executor()) }
    #expect(error?.code == .diverged)
    return "\(try #require(error))"
  }
}
