import Foundation
import Hourglass
import Settings
import TestSupport
import Testing

/// Runs of versions that took a number in quotes for a number.
@Suite struct QuotedNumbersTests {
  private static let definition = """
    name: small
    encoder: [flatten, {linear: {units: 8, activation: relu}}]
    decoder: [{linear: {units: image}}, {reshape: image}]
    pixels: -1..1
    loss: {mse: 1}
    corruption: [{gaussian: 0.5, clip: true}]

    """

  private func settings(_ small: SmallRuns) -> RunSettings {
    var settings = small.settings()
    settings.name = "mine"
    settings.model = "Declared"
    settings.modelFields = ["definition": .text(Self.definition)]
    return settings
  }

  @Test func `a run whose texts have numbers in quotes is opened, measured and resumed`() throws {
    let small = try SmallRuns()
    let whole = try small.trained(settings(small), in: "whole")
    var shorter = settings(small)
    shorter.training.epochs = 1
    let run = try small.trained(shorter)
    var text = String(decoding: try bytes(of: run.directory.runFile), as: UTF8.self)
    for (plain, quoted) in [
      ("units: 8", #"units: "8""#), ("{mse: 1}", "{mse: '1'}"), ("gaussian: 0.5", "gaussian: '0.5'"),
      ("clip: true", "clip: 'true'"), ("batch_size: 20", "batch_size: '20'"),
    ] {
      #expect(text.contains(plain), "\(text)")
      text = text.replacing(plain, with: quoted)
    }
    try put(Array(text.utf8), at: run.directory.runFile)
    let executor = SmallRuns.executor()
    let opened = try Run.open(run.directory, runs: small.folder("runs"), environment: [:])
    #expect(opened.configuration.training.batchSize == 20)
    #expect(opened.configuration.model.pixelRange == run.configuration.model.pixelRange)
    #expect(opened.configuration.model.corruption == run.configuration.model.corruption)
    #expect(
      try opened.evaluate(.validation, executor: executor) == run.evaluate(.validation, executor: executor))
    let trained = try TrainedRun.open(run.directory, runs: small.folder("runs"))
    #expect(trained.model.parameterCount == run.model.parameterCount)
    // The same text, as a file of settings.
    #expect(try Sweep(path: run.directory.runFile).points[0].settings.resolved().training.batchSize == 20)
    var longer = try RunFile(path: run.directory.runFile).settings
    longer.training.epochs = 3
    let resumed = try small.trained(longer)
    let last = "epoch-00003.safetensors"
    #expect(try resumed.checkpointBytes()[last] == whole.checkpointBytes()[last])
    #expect(try resumed.checkpointBytes()[last] != nil)
  }

  @Test func `a file without a record is a user's, and quotes make texts there`() throws {
    #expect(throws: RunFileError.self) { try RunFile(yaml: "training: {epochs: '3'}", path: "f.yaml") }
    let file = try RunFile(yaml: "training: {epochs: '3'}\nrecord: {hourglass: '1'}", path: "f.yaml")
    #expect(file.settings.training.section.epochs == 3)
  }
}
