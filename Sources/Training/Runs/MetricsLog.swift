import Files
import Foundation

/// `metrics.jsonl`: one JSON object for each epoch, appended as the epoch ends.
struct MetricsLog {
  private let path: String

  init(path: String) { self.path = path }

  /// Adds a line: `epoch`, and whether the epoch has a checkpoint.
  /// - Throws: `AtomicFileError` when the disk is full.
  func append(_ epoch: EpochReport, isSaved: Bool) throws {
    // Until the epoch has a checkpoint a power cut undoes it anyway, and its line need not be synced to disk.
    try write(lines() + [Line(epoch: epoch, isSaved: isSaved).jsonLine()], isSynced: isSaved)
  }

  /// Removes the epochs that end after `step`, which a resumed run repeats.
  func truncate(afterStep step: Int) throws {
    try write(lines().filter { ((try? EpochReport(jsonLine: $0).step) ?? .max) <= step })
  }

  /// The epochs, oldest first, without damaged lines.
  func epochs() throws -> [EpochReport] { try lines().compactMap { try? EpochReport(jsonLine: $0) } }

  private func lines() throws -> [String] { try TextFile.lines(path) }

  // Runs have tens to hundreds of epochs: the whole log is written again, so that no line is ever cut short.
  private func write(_ lines: [String], isSynced: Bool = true) throws {
    try AtomicFile.write(text: lines.map { $0 + "\n" }.joined(), to: path, isSynced: isSynced)
  }

  private struct Line: Encodable {
    var epoch: EpochReport
    var isSaved: Bool

    private enum Key: CodingKey { case isSaved }

    func encode(to encoder: any Encoder) throws {
      try epoch.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(isSaved, forKey: .isSaved)
    }
  }
}
