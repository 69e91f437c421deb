import Foundation
import Hourglass
import Randomness
import TestSupport
import Testing

/// Processes that are ended while they train.
@Suite(.serialized) struct InterruptedCommandTests {
  /// Long enough that a signal after the first epoch comes before the end.
  private static let settings = ["--epochs", "30", "--batch-size", "1"]

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal ends training after saving, and the same command ends byte for byte like an undisturbed one`(
    _ signal: Int32
  ) throws {
    let program = try Program()
    try program.trained("--epochs", "30", "--batch-size", "1", "--runs", "whole")
    let outcome = try program.interrupted(Program.train + Self.settings, by: signal, after: "epoch 1/30:")
    #expect(outcome.status == 128 + signal, "\(outcome.errors)")
    #expect(outcome.errors.isEmpty)
    #expect(try #require(outcome.lines.last).contains("saved; run the same command to resume"))
    let resumed = try program.trained("--epochs", "30", "--batch-size", "1")
    #expect(resumed.output.contains("continuing after step "))
    try expectSameEnd(program)
  }

  @Test(arguments: [#"exec nohup "$@""#, #"trap '' HUP; exec "$@""#])
  func `a run that ignores the end of its terminal trains to its end`(_ shell: String) throws {
    let program = try Program()
    let running = try program.started(Program.train + ["--epochs", "3", "--batch-size", "1"], shell: shell)
    try running.wait(for: "epoch 1/3:")
    kill(running.process.processIdentifier, SIGHUP)
    let outcome = try running.outcome()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("epoch 3/3:"))
  }

  @Test func `killed at any moment, a run resumes and ends byte for byte like an undisturbed one`() throws {
    let program = try Program()
    try program.trained("--epochs", "30", "--batch-size", "1", "--runs", "whole")
    var kills = 0
    var delays = PhiloxSequence(Philox(seed: 4, purpose: .benchmarking))
    for _ in 0..<40 where kills < 3 {
      let running = try program.started(Program.train + Self.settings)
      try running.wait(for: "\nepoch ")
      usleep(.random(in: 0..<40_000, using: &delays))
      kill(running.process.processIdentifier, SIGKILL)
      if try running.outcome().status == -SIGKILL {
        kills += 1
      } else {
        // A busy machine let it end before the signal.
        try FileManager.default.removeItem(atPath: program.folder("runs"))
        kills = 0
      }
    }
    try #require(kills == 3)
    try program.trained("--epochs", "30", "--batch-size", "1")
    try expectSameEnd(program)
  }

  @Test func `a folder tells whether a process trains its run, which one, and how the training ended`() throws {
    let program = try Program()
    let directory = RunDirectory(path: program.folder("runs/mine"))
    // The test's own reading takes part of the time.
    let settings = ["--epochs", "200", "--batch-size", "1"]
    let running = try program.started(Program.train + settings)
    try running.wait(for: "epoch 1/200:")
    #expect(directory.isTraining && directory.trainingProcess == running.process.processIdentifier)
    var reader = EventReader<LoggedTrainingEvent>(path: directory.events)
    var progress = TrainingProgress()
    func read() throws { for line in try reader.read().events { progress.note(line) } }
    let deadline = ContinuousClock.now + .seconds(60)
    while progress.epochsDone < 1, progress.end == nil, ContinuousClock.now < deadline { try read() }
    kill(running.process.processIdentifier, SIGKILL)
    #expect(try running.outcome().status == -SIGKILL)
    #expect(!directory.isTraining && directory.trainingProcess == nil)
    try read()
    #expect(progress.epochsDone >= 1 && progress.end == nil)
    let resumed = try program(Program.train + settings)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let news = try reader.read()
    #expect(news.hasStartedAgain && news.events.last?.event == .ended(TrainingEnd(.completed, step: 12600)))
  }

  /// Compares the runs in `whole` and in `runs`, leaving out what tells times.
  private func expectSameEnd(_ program: Program) throws {
    let whole = try program.files(below: "whole/mine/checkpoints")
    // A killed process may leave a hidden temporary of a checkpoint that is no longer written.
    let parts = try program.files(below: "runs/mine/checkpoints").filter { !$0.key.hasPrefix(".") }
    #expect(parts == whole)
    #expect(whole.count == 3)
    #expect(try losses(program, "runs") == losses(program, "whole"))
    for file in ["validation_results.txt", "test_results.txt"] {
      #expect(try bytes(of: program.folder("runs/\(file)")) == bytes(of: program.folder("whole/\(file)")))
    }
  }

  private func losses(_ program: Program, _ runs: String) throws -> [[Double]] {
    let log = try String(contentsOfFile: program.folder("\(runs)/mine/metrics.jsonl"), encoding: .utf8)
    return try log.split(separator: "\n").map { line in
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let validation = try #require(object["validation"] as? [String: Double])
      return [
        try #require(object["step"] as? Double), try #require(object["training_loss"] as? Double),
        try #require(validation["loss"]), try #require(validation["psnr"]),
      ]
    }
  }
}
