import Foundation
import Hourglass
import TestSupport
import Testing

/// What a run leaves on disk.
@Suite struct RunFilesTests {
  @Test func `a run leaves its settings, logs, checkpoints and results`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings(epochs: 5))
    #expect(
      try run.allBytes().keys.sorted() == [
        ".lock", "checkpoints/best.safetensors", "checkpoints/epoch-00004.safetensors",
        "checkpoints/epoch-00005.safetensors", "events.jsonl", "metrics.jsonl", "results.json", "run.yaml",
      ])
    #expect(run.directory.epochCheckpoints == [4, 5].map(run.directory.checkpoint(epoch:)))
  }

  @Test func `the best checkpoint is that of the epoch with the least validation loss`() throws {
    let small = try SmallRuns()
    var settings = small.settings(1, epochs: 12)
    // Fast enough to overshoot now and then.
    settings.optimizerArguments = ["learning_rate": 0.1]
    let run = try small.trained(settings)
    let results = try #require(RunOverview(run.directory).results)
    let losses = run.loggedErrors.compactMap { $0.validation?.loss }
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(best + 1 < 12, "the test needs a run whose last epoch is not its best")
    #expect(results.bestEpoch == best + 1)
    #expect(try run.trained.position() == (best + 1, (best + 1) * 4))
    let newest = run.directory.checkpoint(epoch: 12)
    #expect(try run.trained.position(of: newest) == (12, 48))
    func values(_ vector: FlatVector) -> [Float] { vector.withUnsafeBuffer { Array($0) } }
    #expect(try values(run.trained.parameters(from: newest)) != values(run.trained.parameters()))
    #expect(try values(run.trained.parameters(from: run.directory.bestCheckpoint)) == values(run.trained.parameters()))
    #expect(try run.evaluate(.validation, executor: SmallRuns.executor()) == run.loggedErrors[best].validation)
    #expect(run.loggedErrors.last { $0.isBest }?.epoch == best + 1)
  }

  @Test func `each epoch is a line of the log with these keys`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let lines = try String(contentsOfFile: run.directory.metrics, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    for (index, line) in lines.enumerated() {
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(
        object.keys.sorted() == [
          "date", "epoch", "gradient_norm", "images_per_second", "is_best", "is_saved", "learning_rate",
          "recent_loss", "resident_bytes", "seconds", "step", "training_loss", "validation", "validation_seconds",
          "waiting_seconds", "wall_seconds",
        ])
      #expect(object["epoch"] as? Int == index + 1)
      #expect(object["step"] as? Int == (index + 1) * 4)
      #expect((object["validation"] as? [String: Double])?.keys.sorted() == ["loss", "mse", "mse01", "psnr", "sse"])
    }
  }

  @Test func `the results have the documented keys and the errors of the best checkpoint`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    let data = try Data(contentsOf: URL(fileURLWithPath: run.directory.results))
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "best_epoch", "dataset", "directory", "epochs", "images_per_second", "loss", "loss_draws", "loss_name",
        "model", "mse", "mse01", "parameters", "psnr", "run", "seconds", "sse", "steps", "test", "validation",
      ])
    #expect(object["epochs"] as? Int == 3)
    #expect(object["steps"] as? Int == 12)
    #expect(object["run"] as? String == run.name)
    let results = try #require(RunOverview(run.directory).results)
    let executor = SmallRuns.executor()
    #expect(results.train == (try run.evaluate(.train, executor: executor)))
    #expect(results.validation == (try run.evaluate(.validation, executor: executor)))
    #expect(results.test == (try run.evaluate(.test, executor: executor)))
    let seconds = RunOverview(run.directory).reports.reduce(0) { $0 + $1.seconds }
    #expect(results.seconds == seconds && seconds > 0)
  }

  @Test func `validation and test results are a line for each run beside the runs`() throws {
    let small = try SmallRuns()
    let first = try small.trained(small.settings())
    var settings = small.settings(2)
    settings.name = "mine"
    let second = try small.trained(settings)
    // Trained further, the first run's line is replaced and moves to the end.
    try small.trained(small.settings(epochs: 4))
    let results = try [first, second].map { try #require(RunOverview($0.directory).results) }
    for (file, part) in [("validation", \RunResults.validation), ("test", \RunResults.test)] {
      let text = try String(contentsOfFile: small.folder("runs/\(file)_results.txt"), encoding: .utf8)
      let values = try results.map { try #require($0[keyPath: part]).loss }
      #expect(
        text == "AE: mine \(values[1])\nSingleLayerCAE: images_Adam_lr=0.001_filters=5 \(values[0])\n")
    }
  }

  @Test func `without validation images the training loss decides, and no validation is reported`() throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.data.validation = ValidationSplit.none
    let run = try small.trained(settings)
    let results = try #require(RunOverview(run.directory).results)
    #expect(results.validation == nil && results.test != nil)
    #expect(run.dataset.training.count == 70)
    #expect(!FileManager.default.fileExists(atPath: small.folder("runs/validation_results.txt")))
    let error = #expect(throws: RunError.self) { try run.evaluate(.validation, executor: SmallRuns.executor()) }
    #expect(error?.code == .noImages)
  }
}
