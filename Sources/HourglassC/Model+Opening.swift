import Foundation
import Hourglass
import Tensors
import Training

extension Model {
  /// Opens the run in `folder`.
  ///
  /// - Throws: `RunError` where there is none, or no checkpoint that can be read.
  convenience init(run folder: String, threads: Int32) throws {
    let location = URL(fileURLWithPath: folder)
    let runs = location.deletingLastPathComponent().path
    let trained = try TrainedRun.open(RunDirectory.find(location.path, runs: runs), runs: runs)
    try self.init(RunFile(path: trained.directory.runFile).settings, threads: threads)
    fitted = Fitted(
      configuration: trained.configuration, model: trained.model,
      parameters: try trained.parameters(on: usedEngine().executor),
      levels: try trained.directory.arrayLevels() ?? NumberLevels(),
      epochs: RunOverview(trained.directory).reports, folder: trained.directory)
  }

  /// The images of a part of the run's data.
  ///
  /// - Throws: ``InterfaceError`` for a model that is no run, or an unknown part; why the images cannot be found.
  func images(of part: String) throws -> ImageSubset {
    guard let folder = fitted?.folder else {
      throw InterfaceError.badValue("the model is not a run on disk", cure: "open a run's folder")
    }
    guard let part = DatasetPart(rawValue: part) else {
      throw InterfaceError.badValue("no such part of the data", expected: "train, validation or test", got: part)
    }
    if let run { return try run.images(of: part) }
    let runs = URL(fileURLWithPath: folder.path).deletingLastPathComponent().path
    let opened = try Run.open(folder, runs: runs, environment: ProcessInfo.processInfo.environment)
    run = opened
    return try opened.images(of: part)
  }
}
