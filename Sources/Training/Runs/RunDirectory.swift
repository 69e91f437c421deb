import Diagnostics
import Files
import Foundation

/// The folder of a run, which holds all there is to know of the run.
public struct RunDirectory: Hashable, Sendable {
  /// The folder.
  public let path: String

  /// The folder at `path`, which need not exist.
  public init(path: String) { self.path = path }

  /// The folders within a run's folder.
  static let ownFolders = ["checkpoints", "images"]

  /// The settings, with what was resolved when the run started.
  public var runFile: String { "\(path)/run.yaml" }
  /// One JSON object for each epoch.
  public var metrics: String { "\(path)/metrics.jsonl" }
  /// The events of the last start of the training as they happen, a `LoggedTrainingEvent` a line.
  public var events: String { "\(path)/events.jsonl" }
  /// Where the time of the last training went, where it was profiled.
  public var profile: String { "\(path)/profile.json" }
  /// The images that were skipped because they could not be read, a line each.
  public var badImages: String { "\(path)/bad-images.txt" }
  /// The final metrics.
  public var results: String { "\(path)/results.json" }
  /// The folder of reports of evaluations.
  public var evaluation: String { "\(path)/evaluation" }
  /// The folder of checkpoints.
  public var checkpoints: String { "\(path)/checkpoints" }
  /// The folder of pictures.
  public var images: String { "\(path)/images" }
  /// The folder of the film: a strip of reconstructions for each step kept.
  public var film: String { "\(images)/film" }
  /// The folder of the event files of training curves, below that of the run as TensorBoard wants it.
  public var trainingEvents: String { "\(path)/train" }
  /// The folder of the event files of validation curves.
  public var validationEvents: String { "\(path)/validation" }
  /// The parameters with the lowest validation loss.
  public var bestCheckpoint: String { "\(checkpoints)/best.safetensors" }
  /// The state of a run within an epoch; removed once the epoch is done.
  public var interruptedCheckpoint: String { "\(checkpoints)/interrupted.safetensors" }

  /// The checkpoint at the end of `epoch`.
  public func checkpoint(epoch: Int) -> String {
    "\(checkpoints)/\(String(format: "epoch-%05ld.safetensors", epoch))"
  }

  /// The checkpoints at the ends of epochs, oldest first.
  public var epochCheckpoints: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: checkpoints)) ?? []
    return files.compactMap(Self.epoch(ofCheckpoint:)).sorted().map(checkpoint(epoch:))
  }

  /// The epoch of a checkpoint at the end of one, by its file name or path; nil for other files.
  public static func epoch(ofCheckpoint path: String) -> Int? {
    let (prefix, suffix) = ("epoch-", ".safetensors")
    guard let name = path.split(separator: "/").last, name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    return Int(name.dropFirst(prefix.count).dropLast(suffix.count))
  }

  /// The checkpoint from which the run continues: the one within an epoch, or the newest epoch's.
  public var newestCheckpoint: String? {
    FileManager.default.fileExists(atPath: interruptedCheckpoint) ? interruptedCheckpoint : epochCheckpoints.last
  }

  /// Whether a run has started here.
  public var exists: Bool { FileManager.default.fileExists(atPath: runFile) }

  /// Creates the folder and the folders within.
  ///
  /// - Throws: `FolderError`.
  public func make() throws {
    for folder in [checkpoints, images] {
      try Folder.make(folder, cure: "choose a folder that can be written with --runs")
    }
  }

  /// The event files of the run.
  private var eventFiles: [String] {
    [path, trainingEvents, validationEvents].flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return names.filter { $0.hasPrefix("events.out.tfevents.") }.map { "\(folder)/\($0)" }
    }
  }

  /// Removes the files of a run, and no others.
  ///
  /// - Throws: ``RunError``.
  public func clear() throws {
    let items = [results, metrics, events, profile, checkpoints, images, runFile] + arrayFiles + eventFiles
    for item in items where FileManager.default.fileExists(atPath: item) {
      do {
        try FileManager.default.removeItem(atPath: item)
      } catch {
        throw RunError(
          .cannotWrite,
          Report(
            "the old run cannot be removed", place: item, got: error.localizedDescription,
            cure: "check the permissions of its folder"), cause: error)
      }
    }
  }

  /// The run `name`: a path, or a name below `runs`.
  ///
  /// - Throws: ``RunError`` when there is none, with the nearest name.
  public static func find(_ name: String, runs: String) throws(RunError) -> RunDirectory {
    for path in [name, "\(runs)/\(name)"] {
      let directory = RunDirectory(path: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
      if directory.exists { return directory }
    }
    let all = all(in: runs)
    // A run with an old name is found by the name that its settings would have now.
    let plain = name.hasPrefix("\(runs)/") ? String(name.dropFirst(runs.count + 1)) : name
    if let run = all.first(where: { RunName.plain($0.name) == plain }) { return run.directory }
    let known = all.map(\.name)
    throw RunError(
      .noRun,
      Report(
        "no such run", place: runs, got: name,
        cure: known.isEmpty
          ? "train one with `hourglass train`"
          : (nearest(to: name, among: known).map { "did you mean \($0)? " } ?? "") + "`hourglass runs` lists them all"))
  }

  /// The known run nearest to `name`, which may lack the model's folder.
  private static func nearest(to name: String, among known: [String]) -> String? {
    known.first { $0.hasSuffix("/\(name)") } ?? nearestName(to: name, among: known)
  }

  /// Every run below `runs`, by name.
  public static func all(in runs: String) -> [(name: String, directory: RunDirectory)] {
    var found: [(String, RunDirectory)] = []
    func search(_ folder: String, name: String, depth: Int) {
      let directory = RunDirectory(path: folder)
      if directory.exists { found.append((name, directory)) }
      if depth > 0 {
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !entry.hasPrefix(".") {
          search("\(folder)/\(entry)", name: name.isEmpty ? entry : "\(name)/\(entry)", depth: depth - 1)
        }
      }
    }
    search(runs, name: "", depth: RunName.maxParts)
    return found.sorted { $0.0 < $1.0 }
  }
}
