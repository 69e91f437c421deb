import Files
import Foundation
import Hourglass
import TestSupport
import Testing

@Suite struct TrainingProgressTests {
  private func start(_ step: Int = 0) throws -> TrainingEvent {
    let fields =
      #""epochs":10,"images_per_epoch":1000,"loss_name":"mse","parameters":5,"step":\#(step),"#
      + #""steps_per_epoch":20,"training_images":1000,"validation_images":0"#
    return try TrainingEvent(jsonLine: #"{"event":"started",\#(fields)}"#)
  }

  private func step(_ step: Int) throws -> TrainingEvent {
    let (epoch, stepOfEpoch) = ((step - 1) / 20 + 1, (step - 1) % 20 + 1)
    let fields = #""epoch":\#(epoch),"images":50,"loss":0.5,"step":\#(step),"step_of_epoch":\#(stepOfEpoch)"#
    return try TrainingEvent(jsonLine: #"{"event":"step",\#(fields)}"#)
  }

  @Test func `speed and remaining time follow from a few events`() throws {
    var progress = TrainingProgress()
    #expect(progress.remainingSeconds == nil && progress.epochs == 0)
    try progress.note(start(), at: 100)
    #expect(progress.remainingSeconds == nil && progress.epochs == 10 && progress.seconds == 0)
    try progress.note(step(10), at: 102)
    #expect(progress.imagesPerSecond == 250)
    #expect(progress.remainingSeconds == 38)
    // Steps that were not written are no slower.
    try progress.note(step(40), at: 108)
    #expect(progress.epochsDone == 2 && progress.epoch == 2 && progress.step == 40 && progress.loss == 0.5)
    #expect(progress.imagesPerSecond == 250)
    #expect(progress.remainingSeconds == 32)
  }

  @Test func `of a resumed training only what this start has done counts for its speed`() throws {
    var progress = TrainingProgress()
    try progress.note(start(100), at: 0)
    #expect(progress.epochsDone == 5 && progress.step == 100)
    try progress.note(step(120), at: 4)
    #expect(progress.imagesPerSecond == 250)
    #expect(progress.remainingSeconds == 16)
    progress.note(.ended(TrainingEnd(.interrupted, step: 130)), at: 9)
    #expect(progress.end?.ending == .interrupted && progress.step == 130 && progress.seconds == 9)
  }

  @Test func `the progress of a run is known from its file alone`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    var reader = EventReader<LoggedTrainingEvent>(path: run.directory.events)
    var progress = TrainingProgress()
    for line in try reader.read().events { progress.note(line) }
    let overview = RunOverview(run.directory)
    #expect(progress.epochsDone == 3 && progress.epoch == 3 && progress.step == 12)
    #expect(progress.remainingSeconds == 0 && progress.end?.ending == .completed)
    #expect(progress.validation == overview.reports.last?.validation)
    #expect(progress.bestValidation == overview.reports.last { $0.isBest }?.validation)
    #expect(progress.checkpoint == run.directory.checkpoint(epoch: 3))
    #expect(try #require(progress.imagesPerSecond) > 0 && progress.seconds > 0)
    #expect(try TrainingProgress(jsonLine: progress.jsonLine()) == progress)
  }
}
