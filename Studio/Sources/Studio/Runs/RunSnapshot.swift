import Catalogue
import Foundation
import Hourglass

/// A checkpoint of a run, as JSON.
struct RunSnapshot: Codable, Hashable, Sendable {
  /// The file's name.
  var name: String
  /// The epoch; nil for one within an epoch.
  var epoch: Int?
  var bytes: Int
  var modified: Date
  /// Whether it has the lowest validation loss so far.
  var is_best: Bool
  /// The metrics of its epoch.
  var metrics: [String: Double]
  /// The address of the file below the server's root.
  var url: String
  /// The address of an archive with the settings, the network and the file, below the server's root.
  var archive_url: String

  /// The checkpoints in the folder of `run`, the best first, then the newest.
  static func all(_ run: RunSubject, _ history: MetricHistory) -> [RunSnapshot] {
    let directory = RunDirectory(path: run.directory)
    let paths = [directory.bestCheckpoint] + [directory.interruptedCheckpoint] + directory.epochCheckpoints.reversed()
    return paths.compactMap { path in
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        let bytes = (attributes[.size] as? NSNumber)?.intValue
      else { return nil }
      let name = (path as NSString).lastPathComponent
      let isBest = path == directory.bestCheckpoint
      let epoch = isBest ? run.row?.bestEpoch : RunDirectory.epoch(ofCheckpoint: name)
      let folder = "\(run.url)/checkpoints/"
      return RunSnapshot(
        name: name, epoch: epoch, bytes: bytes, modified: attributes[.modificationDate] as? Date ?? .distantPast,
        is_best: isBest, metrics: epoch.map { metrics(history, $0) } ?? [:], url: folder + name,
        archive_url: folder + (name as NSString).deletingPathExtension + ".tar.gz")
    }
  }

  private static func metrics(_ history: MetricHistory, _ epoch: Int) -> [String: Double] {
    guard let row = history.epoch.firstIndex(of: epoch) else { return [:] }
    let values = [
      ("training_loss", history.trainingLoss[row]), ("loss", history.loss[row]), ("mse", history.mse[row]),
      ("mse01", history.mse01[row]), ("sse", history.sse[row]), ("psnr", history.psnr[row]),
    ]
    return Dictionary(
      uniqueKeysWithValues: values.compactMap { name, value in value.flatMap { $0.isFinite ? (name, $0) : nil } })
  }
}
