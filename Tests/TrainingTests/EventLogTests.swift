import Files
import Foundation
import Hourglass
import TestSupport
import Testing

/// What other processes see of a run while it trains.
@Suite struct EventLogTests {
  private let small: SmallRuns

  init() throws { small = try SmallRuns() }

  private func lines(_ run: Run) throws -> [LoggedTrainingEvent] {
    var reader = EventReader<LoggedTrainingEvent>(path: run.directory.events)
    return try reader.read().events
  }

  @Test func `the events of a run are on disk as they were reported, steps at most twice a second`() throws {
    let run = try small.run(small.settings())
    var reported: [TrainingEvent] = []
    _ = try run.train(executor: SmallRuns.executor()) { reported.append($0) }
    let lines = try lines(run)
    func others(_ events: [TrainingEvent]) -> [TrainingEvent] {
      events.filter { if case .step = $0 { false } else { true } }
    }
    #expect(others(lines.map(\.event)) == others(reported))
    let steps = lines.compactMap { line -> (step: StepReport, elapsed: Double)? in
      if case .step(let report) = line.event { (report, line.elapsed) } else { nil }
    }
    #expect(steps.filter { $0.step.stepOfEpoch == 4 }.map(\.step.step) == [4, 8, 12])
    for (earlier, later) in zip(steps, steps.dropFirst()) where later.step.stepOfEpoch < 4 {
      #expect(later.elapsed - earlier.elapsed >= 0.49)
    }
    #expect(lines.map(\.elapsed) == lines.map(\.elapsed).sorted())
    #expect(lines.allSatisfy { abs($0.time - Date().timeIntervalSince1970) < 3600 })
    #expect(lines.last?.event == .ended(TrainingEnd(.completed, step: 12)))
    guard case .started(let start) = lines.first?.event else { throw Missing() }
    #expect(start.imagesPerEpoch == 63 && start.stepsPerEpoch == 4)
  }

  @Test func `a line is one JSON object with the times beside the event`() throws {
    let run = try small.trained(small.settings())
    let text = try String(contentsOfFile: run.directory.events, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    for line in text.split(separator: "\n") {
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["event"] is String && object["elapsed"] is Double && object["time"] is Double)
      let event = try LoggedTrainingEvent(jsonLine: String(line))
      #expect(try event.jsonLine() == line)
    }
  }

  @Test func `each start begins the file again, and a reader sees that`() throws {
    let run = try small.run(small.settings())
    #expect(try run.train(untilStep: 6) == .interrupted(step: 6))
    var reader = EventReader<LoggedTrainingEvent>(path: run.directory.events)
    let first = try reader.read().events
    #expect(first.last?.event == .ended(TrainingEnd(.interrupted, step: 6)))
    try small.trained(small.settings())
    let news = try reader.read()
    #expect(news.hasStartedAgain)
    guard case .started(let start) = news.events.first?.event else { throw Missing() }
    #expect(start.step == 6)
    #expect(news.events.last?.event == .ended(TrainingEnd(.completed, step: 12)))
    try run.directory.clear()
    #expect(!FileManager.default.fileExists(atPath: run.directory.events))
  }

  @Test func `the last event of a run that failed is its error`() throws {
    var settings = small.settings(1)
    settings.optimizerArguments = ["learning_rate": 1e30]
    let run = try small.run(settings)
    let error = #expect(throws: RunError.self) { try run.train(executor: SmallRuns.executor()) }
    let message = "\(try #require(error))"
    #expect(message.contains("training diverged"))
    #expect(try lines(run).last?.event == .ended(TrainingEnd(.failed, step: 2, message: message)))
  }

  @Test func `a start that is refused leaves the events of the run as they were`() throws {
    let run = try small.trained(small.settings())
    let before = try bytes(of: run.directory.events)
    var settings = small.settings()
    settings.name = run.name
    settings.training.seed = 4
    #expect(throws: RunError.self) { try small.run(settings).train(executor: SmallRuns.executor()) }
    #expect(try bytes(of: run.directory.events) == before)
  }

  @Test(arguments: ["a folder", "a full disk"])
  func `where events cannot be written the run trains on and says so once`(_ obstacle: String) throws {
    guard obstacle == "a folder" || FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let whole = try small.trained(small.settings(), in: "whole")
    let run = try small.run(small.settings())
    try run.directory.make()
    if obstacle == "a folder" {
      try FileManager.default.createDirectory(
        atPath: "\(run.directory.events)/inner", withIntermediateDirectories: true)
    } else {
      try FileManager.default.createSymbolicLink(atPath: run.directory.events, withDestinationPath: "/dev/full")
    }
    var warnings: [String] = []
    let outcome = try run.train(executor: SmallRuns.executor()) {
      if case .warning(let warning) = $0 { warnings.append(warning.message) }
    }.outcome
    #expect(outcome == .completed)
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix("events of the training are not written: \(run.directory.events)") == true)
    #expect(try run.checkpointBytes() == whole.checkpointBytes())
  }

  private struct Missing: Error {}
}
