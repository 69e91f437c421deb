import Foundation
import Hourglass
import TestSupport
import Testing

/// Runs that begin with another's parameters.
@Suite struct FineTuningTests {
  private func settings(_ small: SmallRuns, name: String, from source: String? = nil) -> RunSettings {
    var settings = small.settings(2, epochs: 1)
    settings.name = name
    settings.start.source = source
    return settings
  }

  private func parameters(_ run: Run) throws -> [String: [Float]] {
    let file = try SafetensorsFile.read(run.directory.checkpoint(epoch: 1))
    return try Dictionary(
      uniqueKeysWithValues: run.model.parameters.map { ($0.name, try file.floats(named: $0.name)) })
  }

  @Test func `layers that are not trained stay byte for byte, the others change`() throws {
    let small = try SmallRuns()
    let first = try small.trained(settings(small, name: "first"))
    var settings = settings(small, name: "second", from: "first")
    settings.start.trainable = ["decoder"]
    let second = try small.trained(settings)
    let (before, after) = (try parameters(first), try parameters(second))
    #expect(before["encoder.weight"] == after["encoder.weight"])
    #expect(before["encoder.bias"] == after["encoder.bias"])
    #expect(before["decoder.weight"] != after["decoder.weight"])
    #expect(before["decoder.bias"] != after["decoder.bias"])
  }

  @Test func `an excluded layer starts as in a new run`() throws {
    let small = try SmallRuns()
    try small.trained(settings(small, name: "first"))
    var settings = settings(small, name: "second", from: "first")
    settings.start.excluded = ["decoder"]
    settings.start.trainable = ["encoder.bias"]
    let second = try small.trained(settings)
    let fresh = try small.run(self.settings(small, name: "fresh"))
    let start = fresh.model.parameters.initialValues(seed: 0)
    let entry = try #require(fresh.model.parameters.first { $0.name == "decoder.weight" })
    #expect(try parameters(second)["decoder.weight"] == entry.range.map { start[$0] })
  }

  @Test func `every parameter of another shape is listed, before anything is made`() throws {
    let small = try SmallRuns()
    try small.trained(settings(small, name: "first"))
    var settings = settings(small, name: "second", from: "first")
    settings.modelFields = ["code_size": 7]
    let run = try small.run(settings)
    let error = #expect(throws: RunError.self) { try run.train(executor: SmallRuns.executor()) }
    let text = "\(try #require(error))"
    for name in ["encoder.weight", "encoder.bias", "decoder.weight"] { #expect(text.contains(name), "\(text)") }
    #expect(!text.contains("decoder.bias"))
    #expect(text.contains("--exclude"))
    #expect(!FileManager.default.fileExists(atPath: run.directory.path))
  }

  @Test(arguments: ["enc", "encoder.weights", "decoder.0"])
  func `a layer that does not exist is refused, and the names are listed`(_ layer: String) throws {
    let small = try SmallRuns()
    var settings = settings(small, name: "one")
    settings.start.trainable = [layer]
    let run = try small.run(settings)
    let error = #expect(throws: RunError.self) { try run.train(executor: SmallRuns.executor()) }
    let text = "\(try #require(error))"
    #expect(text.contains("train_only") && text.contains(layer) && text.contains("encoder.weight"))
  }
}
