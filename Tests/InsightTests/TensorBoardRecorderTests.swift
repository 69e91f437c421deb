import Foundation
import Hourglass
import Insight
import TensorBoard
import TestSupport
import Testing

/// The event files of a run.
@Suite struct TensorBoardRecorderTests {
  /// The values of all event files in `folder`, by tag, with their steps, in the order of the files.
  private func values(in folder: String) throws -> [String: [(step: Int, value: Tensorboard_Summary.Value)]] {
    var found: [String: [(Int, Tensorboard_Summary.Value)]] = [:]
    for path in EventFolder.files(in: folder) {
      var file = try EventFile(path)
      while let event = try file.next() {
        for value in event.summary.value { found[value.tag, default: []].append((Int(event.step), value)) }
      }
      #expect(file.tornByteCount == 0)
    }
    return found
  }

  private func curve(_ tag: String, in folder: String) throws -> [Int: [Double]] {
    try values(in: folder)[tag, default: []].reduce(into: [:]) { curve, point in
      if let scalar = point.value.scalar { curve[point.step, default: []].append(scalar) }
    }
  }

  private func recorder() -> [any RunObserver] {
    [TensorBoardRecorder(interval: .zero) { Issue.unexpected($0) }]
  }

  @Test func `the curves are those of the log, under equal tags in folders of their own`() throws {
    let small = try ObservedRuns()
    var settings = small.settings()
    settings.training.clipNorm = 0.01
    let run = try small.train(settings, observers: { _ in recorder() })
    let reports = RunOverview(run.directory).reports
    #expect(reports.count == 3)
    let validation: [(String, (Evaluation) -> Double)] = [
      ("loss", { $0.loss }), ("mse", { $0.mse }), ("mse01", { $0.mse01 }), ("sse", { $0.sse }), ("psnr", { $0.psnr }),
    ]
    for (tag, value) in validation {
      let expected = try reports.map { ($0.step, [Double(Float(value(try #require($0.validation))))]) }
      let found = try curve(tag, in: run.directory.validationEvents)
      #expect(found == Dictionary(uniqueKeysWithValues: expected), "\(tag)")
    }
    let training: [(String, (EpochReport) -> Double?)] = [
      ("loss", \.trainingLoss), ("learning_rate", \.learningRate), ("gradient_norm", \.gradientNorm),
      ("images_per_second", \.imagesPerSecond),
    ]
    for (tag, value) in training {
      let expected = try reports.map { ($0.step, [Double(Float(try #require(value($0))))]) }
      let found = try curve(tag, in: run.directory.trainingEvents)
      #expect(found == Dictionary(uniqueKeysWithValues: expected), "\(tag)")
    }
  }

  @Test func `the run's folder has settings, images, and histograms of every parameter and the codes`() throws {
    let small = try ObservedRuns()
    let run = try small.train(small.settings(epochs: 1), observers: { _ in recorder() })
    let found = try values(in: run.directory.path)
    #expect(
      found.keys.sorted() == [
        "_hparams_/session_end_info", "_hparams_/session_start_info", "biases/decoder.bias", "biases/encoder.bias",
        "codes", "images/filters", "images/inputs", "images/reconstructions", "settings", "weights/decoder.weight",
        "weights/encoder.weight",
      ])
    let counts = try #require(found["weights/encoder.weight"]?.first?.value.tensor.doubleVal)
    let total = stride(from: 2, to: counts.count, by: 3).reduce(0) { $0 + counts[$1] }
    #expect(total == 45)
    let images = try #require(found["images/reconstructions"]?.first)
    #expect(images.step == 4)
    let strings = images.value.tensor.stringVal
    #expect(strings.prefix(2).map { String(decoding: $0, as: UTF8.self) } == ["10", "12"])
    // Seven validation images.
    #expect(strings.count == 9)
    let picture = try strings[2].withUnsafeBytes { try Picture(decoding: $0, place: "event") }
    #expect((picture.width, picture.height) == (10, 12))
    let text = try #require(found["settings"]?.first?.value.tensor.stringVal.first)
    let table = String(decoding: text, as: UTF8.self)
    for row in ["| `model` | `SingleLayerCAE` |", "| `model.filters` | `5` |", "| `batch_size` | `20` |"] {
      #expect(table.contains(row), "\(table)")
    }
  }

  @Test(arguments: [[1, 3, 4, 6, 11], [5, 5], [8]])
  func `a resumed run has every step once, with the values of a run in a single go`(_ stops: [Int]) throws {
    let small = try ObservedRuns()
    var settings = small.settings()
    settings.training.validationInterval = 0.5
    let whole = try small.train(settings, in: "whole", observers: { _ in recorder() })
    for stop in stops { try small.train(settings, in: "parts", untilStep: stop, observers: { _ in recorder() }) }
    let parts = try small.train(settings, in: "parts", observers: { _ in recorder() })
    for folder in [\RunDirectory.trainingEvents, \.validationEvents] {
      let (a, b) = (parts.directory[keyPath: folder], whole.directory[keyPath: folder])
      #expect(try curve("loss", in: a) == curve("loss", in: b))
      #expect(try curve("loss", in: a).keys.sorted() == [2, 4, 6, 8, 10, 12])
    }
    let found = try values(in: parts.directory.path)
    for (tag, values) in try self.values(in: whole.directory.path) {
      #expect(found[tag]?.map(\.step) == values.map(\.step), "\(tag)")
    }
  }

  @Test func `what was written after the resumed checkpoint is written again`() throws {
    let small = try ObservedRuns()
    let run = try small.train(small.settings(), observers: { _ in recorder() })
    let before = try curve("loss", in: run.directory.validationEvents)
    try FileManager.default.removeItem(atPath: run.directory.checkpoint(epoch: 3))
    try small.train(small.settings(), observers: { _ in recorder() })
    #expect(try curve("loss", in: run.directory.validationEvents) == before)
    #expect(try values(in: run.directory.path)["_hparams_/session_start_info"]?.count == 1)
    // A start that ends before its first checkpoint leaves events, which the next one repeats.
    try FileManager.default.removeItem(atPath: run.directory.results)
    try FileManager.default.removeItem(atPath: run.directory.checkpoints)
    try small.train(small.settings(), observers: { _ in recorder() })
    #expect(try curve("loss", in: run.directory.validationEvents) == before)
    #expect(try values(in: run.directory.path)["settings"]?.count == 1)
  }

  @Test func `a run that is already trained keeps its event files, and a restart replaces them`() throws {
    let small = try ObservedRuns()
    let run = try small.train(small.settings(), observers: { _ in recorder() })
    let folders = ["", "train", "validation"]
    let before = try folders.map { try run.files(in: $0).filter { $0.key.contains("tfevents") } }
    #expect(before.allSatisfy { $0.count == 1 })
    try small.train(small.settings(), observers: { _ in recorder() })
    #expect(try folders.map { try run.files(in: $0).filter { $0.key.contains("tfevents") } } == before)
    try small.train(small.settings(epochs: 1), restart: true, observers: { _ in [] })
    #expect(try folders.allSatisfy { try run.files(in: $0).keys.allSatisfy { !$0.contains("tfevents") } })
  }

  @Test func `two sets of images and histograms are an interval apart`() throws {
    let small = try ObservedRuns()
    let run = try small.train(
      small.settings(epochs: 5), observers: { _ in [TensorBoardRecorder(interval: .seconds(3600))] })
    #expect(try values(in: run.directory.path)["codes"]?.map(\.step) == [4])
    #expect(try curve("loss", in: run.directory.trainingEvents).count == 5)
  }

  @Test func `settings choose what is recorded`() throws {
    let small = try ObservedRuns()
    var settings = small.settings()
    #expect(try small.run(settings).recorders().map(\.name) == ["film", "TensorBoard"])
    settings.training.writesTensorBoard = false
    #expect(try small.run(settings).recorders().map(\.name) == ["film"])
    let yaml = try RunFile(yaml: "training: {film: 0, tensorboard: false}", path: "run.yaml").settings
    #expect(yaml.training.values == ["film": 0, "tensorboard": false])
  }

  @Test(.enabled(if: Python.hasTensorBoard, "no Python with tensorboard; name one with HOURGLASS_PYTHON"))
  func `TensorBoard shows what the files hold, of a run in a single go and of a resumed one`() throws {
    let small = try ObservedRuns()
    try small.train(small.settings(), in: "runs/whole", observers: { _ in recorder() })
    try small.train(small.settings(), in: "runs/parts", untilStep: 6, observers: { _ in recorder() })
    try small.train(small.settings(), in: "runs/parts", observers: { _ in recorder() })
    let tool = SourceTree.root.appendingPathComponent("Tools/check-tensorboard.py").path
    let outcome = try TestSupport.run(Python.program, [tool, small.folder("runs")])
    #expect(outcome.status == 0, "\(outcome.output)")
  }
}
