import Foundation
import Hourglass
import ImageShapes
import Testing
import TestSupport

/// Runs that must not be trained, and stay as they are.
@Suite struct RefusedRunTests {
  @Test func `a folder of other settings is refused with every field that differs`() throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.name = "mine"
    let run = try small.trained(settings)
    let before = try run.allBytes()
    settings.modelFields = ["filters": .integer(6)]
    settings.training.batchSize = 21
    settings.training.seed = 4
    settings.training.l2Penalty = 0.5
    settings.data.scaling = .unit
    settings.data.validation = try ValidationSplit("20%")
    settings.optimizerArguments = ["learning_rate": 0.5]
    let error = try refusal(of: small.run(settings))
    #expect(error.code == .otherSettings)
    for difference in [
      "filters was 5, is 6", "batch_size was 20, is 21", "seed was 0, is 4", "l2_penalty was 0.0, is 0.5",
      "scaling was -1..1, is 0..1", "validation was 10%, is 20%", "learning_rate 0.5",
    ] { #expect("\(error)".contains(difference), "\(error)") }
    #expect(!"\(error)".contains("epochs"))
    #expect("\(error)".hasSuffix("give the run another --name, or start again with --restart"))
    settings = small.settings(2)
    settings.name = "mine"
    #expect("\(try refusal(of: small.run(settings)))".contains("model was SingleLayerCAE, is AE"))
    #expect(try run.allBytes() == before)
  }

  @Test func `other images are refused even under the old path, the same images under another are not`() throws {
    let small = try SmallRuns()
    var settings = small.settings()
    settings.name = "mine"
    let run = try small.trained(settings)
    let copy = try SmallImages.write(to: small.folder, "copy")
    settings.data.dataset = copy
    try small.trained(settings)
    try SmallImages.write(to: small.folder, "copy", seed: 2)
    let error = try refusal(of: small.run(settings))
    #expect("\(error)".contains("fingerprint of the images was \(run.dataset.fingerprint), is "))
    // The run's own images are still where they were first.
    _ = try Run.open(run.directory, runs: small.folder("runs"), environment: [:])
    try FileManager.default.removeItem(atPath: small.images)
    let opened = #expect(throws: RunError.self) {
      try Run.open(run.directory, runs: small.folder("runs"), environment: [:])
    }
    #expect("\(try #require(opened))".contains("the images are not those that the run was trained on"))
  }

  @Test func `checkpoints without their settings are not gone on from`() throws {
    let small = try SmallRuns()
    let run = try small.trained(small.settings())
    try FileManager.default.removeItem(atPath: run.directory.runFile)
    let before = try run.allBytes()
    let error = try refusal(of: small.run(small.settings()))
    #expect(error.code == .otherSettings)
    #expect("\(error)".contains("expected run.yaml beside"))
    #expect(try run.allBytes() == before)
  }

  @Test func `a run that is being trained is not trained, and not begun anew, a second time`() throws {
    let small = try SmallRuns()
    let run = try small.run(small.settings())
    var refusals: [RunError] = []
    var failure: (any Error)?
    _ = try run.train(executor: SmallRuns.executor()) { event in
      guard case .epoch(let report) = event, report.epoch == 2 else { return }
      for restart in [false, true] {
        do {
          _ = try small.run(small.settings()).train(restart: restart, executor: SmallRuns.executor())
        } catch let error as RunError {
          refusals.append(error)
        } catch { failure = error }
      }
    }
    #expect(refusals.map(\.code) == [.busy, .busy])
    #expect(failure == nil)
    #expect("\(refusals[0])".contains("another process is training this run"))
    #expect(run.loggedErrors.count == 3)
  }

  @Test func `a kernel larger than the image is refused before anything is made`() throws {
    let error = #expect(throws: ShapeError.self) {
      try TracedModel(WideKernel(), image: ImageShape(channels: 1, height: 12, width: 4))
    }
    let text = "\(try #require(error))"
    #expect(text.contains("5") && text.contains("4") && text.contains("encoder"), "\(text)")
    #expect(!text.contains("\n"))
  }

  private func refusal(of run: Run) throws -> RunError {
    try #require(#expect(throws: RunError.self) { try run.train(executor: SmallRuns.executor()) })
  }
}

/// A model whose kernel does not fit narrow images.
private struct WideKernel: Autoencoder {
  let encoder = Conv2d(1, 2, kernel: 5)
  let decoder = Conv2d(2, 1, kernel: 5, padding: 4)

  func encode(_ images: Tensor) -> Tensor { encoder(images) }
  func decode(_ code: Tensor) -> DecoderOutput { DecoderOutput(decoder(code)) }
}
