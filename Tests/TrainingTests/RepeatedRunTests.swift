import Foundation
import Hourglass
import TestSupport
import Testing

/// The same seed gives the same files.
@Suite struct RepeatedRunTests {
  @Test(arguments: SmallRuns.models.indices, [1, 2, 7])
  func `the same seed gives the same bytes with any number of threads`(_ model: Int, _ threads: Int) throws {
    let small = try SmallRuns()
    let once = try small.trained(small.settings(model), in: "once", threads: 1)
    let again = try small.trained(small.settings(model), in: "again", threads: threads)
    #expect(try once.checkpointBytes() == again.checkpointBytes())
    #expect(once.loggedErrors == again.loggedErrors)
    #expect(once.loggedErrors.count == 3)
  }

  @Test func `another seed gives other bytes`() throws {
    let small = try SmallRuns()
    let once = try small.trained(small.settings())
    var settings = small.settings()
    settings.training.seed = 1
    let other = try small.trained(settings)
    #expect(once.name != other.name)
    #expect(try once.checkpointBytes()["best.safetensors"] != other.checkpointBytes()["best.safetensors"])
  }

  @Test func `a longer run goes on from a finished one and equals a run of that length`() throws {
    let small = try SmallRuns()
    let whole = try small.trained(small.settings(epochs: 5), in: "whole")
    try small.trained(small.settings(epochs: 2), in: "parts")
    let parts = try small.trained(small.settings(epochs: 5), in: "parts")
    #expect(try whole.checkpointBytes() == parts.checkpointBytes())
    #expect(whole.loggedErrors == parts.loggedErrors)
    let history = try RunFile(path: parts.directory.runFile).history
    #expect(history.map { [$0.epochsBefore, $0.epochs] } == [[2, 5]])
    let text = try String(contentsOfFile: parts.directory.runFile, encoding: .utf8)
    let settings = try #require(text.range(of: "history:").map { text[..<$0.lowerBound] })
    #expect(try settings == String(contentsOfFile: whole.directory.runFile, encoding: .utf8))
  }

  @Test(arguments: [3, 2])
  func `a finished run trains nothing and reports the same, also when fewer epochs are asked for`(
    _ epochs: Int
  ) throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let before = try run.bytesWithoutEvents()
    var steps = 0
    let (outcome, results) = try small.run(small.settings(epochs: epochs)).train(executor: SmallRuns.executor()) {
      if case .step = $0 { steps += 1 }
    }
    #expect(outcome == .completed)
    #expect(steps == 0)
    #expect(results == RunOverview(run.directory).results)
    #expect(try run.bytesWithoutEvents() == before)
  }

  @Test func `a run begun anew is the first run again, and what is not a run's stays`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let before = try run.checkpointBytes()
    try put([1], at: "\(run.directory.path)/notes.txt")
    var steps = 0
    _ = try small.run(small.settings()).train(restart: true, executor: SmallRuns.executor()) {
      if case .step = $0 { steps += 1 }
    }
    #expect(steps == 12)
    #expect(try run.checkpointBytes() == before)
    #expect(try bytes(of: "\(run.directory.path)/notes.txt") == [1])
  }
}
