import CPUEngine
import Foundation
import Hourglass
import Settings
import TestSupport

/// Runs on small images, in a folder of their own.
struct SmallRuns {
  let folder: TemporaryFolder
  let images: String

  init() throws {
    folder = try TemporaryFolder()
    images = try SmallImages.write(to: folder)
  }

  /// Small enough models to train in milliseconds.
  static let models: [(name: String, fields: [String: SettingValue])] = [
    ("SingleLayerCAE", ["filters": .integer(5)]), ("DIGITS", ["hidden_units": .integer(17), "code_size": .integer(4)]),
    ("AE", ["code_size": .integer(9)]),
  ]

  static func executor(threads: Int = 2) -> CPUExecutor {
    CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: threads))
  }

  /// Settings for 63 images in four batches an epoch, the last of three images.
  func settings(_ model: Int = 0, epochs: Int = 3) -> RunSettings {
    var settings = RunSettings()
    settings.model = Self.models[model].name
    settings.modelFields = Self.models[model].fields
    settings.data.dataset = images
    settings.training.batchSize = 20
    settings.training.epochs = epochs
    settings.training.snapshotInterval = 1
    return settings
  }

  /// The run of `settings` below the folder `runs`.
  func run(_ settings: RunSettings, in runs: String = "runs") throws -> Run {
    let configuration = try settings.resolved()
    return try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder(runs))
  }

  /// A run trained to its end.
  @discardableResult
  func trained(_ settings: RunSettings, in runs: String = "runs", threads: Int = 2) throws -> Run {
    let run = try run(settings, in: runs)
    _ = try run.train(executor: Self.executor(threads: threads))
    return run
  }
}

extension Run {
  /// Every file of the folder of checkpoints, by name.
  func checkpointBytes() throws -> [String: [UInt8]] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.checkpoints)
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try bytes(of: "\(directory.checkpoints)/\($0)")) })
  }

  /// Every file of the run's folder, by path.
  func allBytes() throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
      let file = "\(directory.path)/\(path)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      all[path] = try bytes(of: file)
    }
    return all
  }

  /// Every file of the run's folder by path, but the events of its last start.
  func bytesWithoutEvents() throws -> [String: [UInt8]] { try allBytes().filter { $0.key != "events.jsonl" } }

  /// What was logged, without the times.
  var loggedErrors: [EpochReport] {
    RunOverview(directory).reports.map { report in
      var timeless = report
      (timeless.seconds, timeless.validationSeconds, timeless.imagesPerSecond) = (0, 0, 0)
      (timeless.waitingSeconds, timeless.wallSeconds, timeless.date, timeless.residentBytes) = (nil, nil, nil, nil)
      return timeless
    }
  }

  /// Trains until `step` steps are done, over all starts.
  func train(untilStep step: Int, threads: Int = 2) throws -> TrainingOutcome {
    var done = 0
    return try train(executor: SmallRuns.executor(threads: threads)) { event in
      if case .step(let report) = event { done = report.step }
    } shouldStop: {
      done >= step
    }.outcome
  }
}

extension RunResults {
  /// The results without the times.
  var timeless: RunResults {
    var results = self
    (results.seconds, results.imagesPerSecond, results.directory) = (0, 0, "")
    return results
  }
}
