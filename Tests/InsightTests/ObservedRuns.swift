import CPUEngine
import Foundation
import Hourglass
import TestSupport

/// Small runs that are recorded while they train: 63 images in four batches an epoch, 7 validation images.
struct ObservedRuns {
  let folder: TemporaryFolder
  let images: String

  init() throws {
    folder = try TemporaryFolder()
    images = try SmallImages.write(to: folder)
  }

  static func executor() -> CPUExecutor {
    CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 2))
  }

  func settings(epochs: Int = 3) -> RunSettings {
    var settings = RunSettings()
    settings.model = "SingleLayerCAE"
    settings.modelFields = ["filters": .integer(5)]
    settings.data.dataset = images
    settings.training.batchSize = 20
    settings.training.epochs = epochs
    settings.training.snapshotInterval = 1
    settings.training.filmImages = 3
    return settings
  }

  /// The run of `settings` below the folder `runs`.
  func run(_ settings: RunSettings, in runs: String = "runs") throws -> Run {
    let configuration = try settings.resolved()
    return try Run(configuration, dataset: configuration.loadDataset(environment: [:]), runs: folder(runs))
  }

  /// Trains until `step` steps are done, or to the end.
  @discardableResult
  func train(
    _ settings: RunSettings, in runs: String = "runs", untilStep step: Int = .max, restart: Bool = false,
    observers: (Run) -> [any RunObserver] = { $0.recorders { Issue.unexpected($0) } }
  ) throws -> Run {
    let run = try run(settings, in: runs)
    var done = 0
    _ = try run.train(restart: restart, executor: Self.executor(), observers: observers(run)) { event in
      if case .step(let report) = event { done = report.step }
    } shouldStop: {
      done >= step
    }
    return run
  }
}

/// What observers must not report.
enum Issue {
  static func unexpected(_ error: any Error) { fatalError("an observer failed: \(error)") }
}

extension Run {
  /// The files in `folder` of the run, by name.
  func files(in folder: String) throws -> [String: [UInt8]] {
    let path = "\(directory.path)/\(folder)"
    var all: [String: [UInt8]] = [:]
    for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] where !name.hasPrefix(".") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder), !isFolder.boolValue
      else { continue }
      all[name] = try bytes(of: "\(path)/\(name)")
    }
    return all
  }
}
