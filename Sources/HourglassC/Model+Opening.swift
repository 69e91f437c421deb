import Files
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
      parameters: try trained.parameters(on: usedEngine().executor), levels: try NumberLevels(in: trained.directory),
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

extension NumberLevels {
  /// The range of arrays of a run: that of the array that it was trained on, else from 0 to 1.
  ///
  /// - Throws: `TextFileError`, ``InterfaceError`` for a file that is not a range.
  fileprivate init(in folder: RunDirectory) throws {
    let path = Self.file(folder)
    let text = try TextFile.lines(path).joined(separator: "\n")
    guard !text.isEmpty || FileManager.default.fileExists(atPath: path) else {
      self.init()
      return
    }
    guard let levels = try? NumberLevels(jsonLine: text), levels.black != levels.white else {
      throw InterfaceError(
        .damaged,
        Report(
          "the range of the array that the run was trained on cannot be read", place: path,
          expected: #"a JSON object such as {"black":0,"white":1}"#, got: String(text.prefix(40)).debugDescription,
          cure: "write it again, or remove the file of a run of numbers from 0 to 1"))
    }
    self = levels
  }

  /// Writes the range beside the run's settings.
  func write(to folder: RunDirectory) throws {
    try AtomicFile.write(
      text: String(decoding: JSONEncoder().encode(self), as: UTF8.self) + "\n", to: Self.file(folder))
  }

  private static func file(_ folder: RunDirectory) -> String { "\(folder.path)/array.json" }
}
