import CPUEngine
import Foundation
import Hourglass
import StudioTestSupport
import Testing

import Catalogue

/// A folder of one test; when the test ends it is removed, and the processes that work in it are killed.
final class Place: Sendable {
  let path: String

  init() throws {
    // Without links, as the catalogue resolves them.
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).resolvingSymlinksInPath().path
    path = "\(folder)/hourglass-catalogue-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    LeftProcesses.end(in: path)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The folder of runs.
  var runs: String { "\(path)/runs" }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
    let file = self(name)
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ text: String, _ name: String) throws -> String { try write(text.utf8, name) }

  /// Four files named as MNIST's: 40 training and 10 test images of 12 x 10, of three classes.
  @discardableResult
  func writeDigits(_ folder: String = "digits") throws -> String {
    for (name, count) in [("train", 40), ("t10k", 10)] {
      func idx(_ sizes: [Int], _ data: [UInt8]) -> [UInt8] {
        [0, 0, 8, UInt8(sizes.count)]
          + sizes.flatMap { size in withUnsafeBytes(of: UInt32(size).bigEndian) { [UInt8]($0) } } + data
      }
      let pixels = (0..<count * 120).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 8) }
      try write(idx([count, 12, 10], pixels), "\(folder)/\(name)-images-idx3-ubyte")
      try write(idx([count], (0..<count).map { UInt8($0 % 3) }), "\(folder)/\(name)-labels-idx1-ubyte")
    }
    return self(folder)
  }

  /// Writes pictures of 16 x 8 into a folder for each class.
  @discardableResult
  func writePictures(_ folder: String = "photos", classes: [String] = ["cats", "dogs"], each: Int = 6) throws -> String
  {
    for (number, name) in classes.enumerated() {
      for index in 0..<each {
        let bytes = (0..<16 * 8 * 3).map { UInt8(truncatingIfNeeded: $0 &* (index + 3) &+ number * 40) }
        let picture = Picture(width: 16, height: 8, colour: .rgb, bytes: bytes)
        try write(picture.png(), "\(folder)/\(name)/\(index).png")
      }
    }
    return self(folder)
  }

  /// A run that the library trains on the digits: a few epochs of two batches.
  @discardableResult
  func train(_ name: String, epochs: Int = 2, stoppingAfter steps: Int = .max, dataset: String? = nil) throws -> Run {
    var settings = RunSettings()
    settings.model = "AE"
    settings.modelFields = ["code_size": .integer(9)]
    settings.name = name
    settings.data.dataset = try dataset ?? writeDigits()
    settings.training.batchSize = 20
    settings.training.epochs = epochs
    settings.training.snapshotInterval = 1
    let configuration = try settings.resolved()
    let run = try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: runs)
    let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))
    var done = 0
    _ = try run.train(executor: executor, observers: [FilmRecorder(count: 3)]) { event in
      if case .step(let step) = event { done = step.step }
    } shouldStop: {
      done >= steps
    }
    return run
  }

  /// Copies the run called `name` to others, with as many epochs as `epochs`.
  func copy(_ name: String, to names: [String], epochs: Int) throws {
    let files = FileManager.default
    let source = RunDirectory(path: "\(runs)/\(name)")
    let line = try #require(String(contentsOfFile: source.metrics, encoding: .utf8).split(separator: "\n").first)
    let epoch = try #require(line.firstMatch(of: /"epoch":1,/))
    let log = (1...epochs).map { number in
      String(line.replacingCharacters(in: epoch.range, with: "\"epoch\":\(number),")) + "\n"
    }.joined()
    let yaml = try String(contentsOfFile: source.runFile, encoding: .utf8)
      .replacing(/epochs: \d+/, with: "epochs: \(epochs)")
    for (number, name) in names.enumerated() {
      let target = RunDirectory(path: "\(runs)/\(name)")
      try files.createDirectory(atPath: target.path, withIntermediateDirectories: true)
      let own = yaml.replacingOccurrences(of: "seed: 0", with: "seed: \(number)")
      try Data(own.utf8).write(to: URL(fileURLWithPath: target.runFile))
      try Data(log.utf8).write(to: URL(fileURLWithPath: target.metrics))
    }
  }
}

extension Catalogue {
  /// The catalogue of a folder after its first scan.
  static func scanned(_ runs: String) async throws -> Catalogue {
    let catalogue = try Catalogue(runs: runs)
    try await catalogue.scan()
    return catalogue
  }

  /// All rows, sorted by name.
  func rows() async throws -> [RunRow] {
    var query = RunQuery()
    (query.sort, query.isArchived) = (RunSort(.name), nil)
    return try await runs(query).rows
  }
}

/// Collects what a catalogue tells.
struct Following {
  private let stream: AsyncStream<CatalogueChange>

  init(_ catalogue: Catalogue, bound: Int = 1024) { stream = catalogue.changes(bound: bound) }

  /// The changes so far; waits for nothing.
  func changes(until last: CatalogueChange) async -> [CatalogueChange] {
    var changes: [CatalogueChange] = []
    for await change in stream {
      if change == last { break }
      changes.append(change)
    }
    return changes
  }
}
