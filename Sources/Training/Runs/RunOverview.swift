import Files
import Foundation
import Settings

/// The metrics and the state of a run, read from its folder alone.
public struct RunOverview: Sendable {
  /// The epochs of the log.
  public let reports: [EpochReport]
  /// The results of the last completed training; nil before.
  public let results: RunResults?
  /// Epochs to train; nil where the run file cannot be read.
  public let epochsWanted: Int?

  /// Reads the folder of a run; files that cannot be read count as missing.
  public init(_ directory: RunDirectory) {
    let lines = (try? String(contentsOfFile: directory.metrics, encoding: .utf8)) ?? ""
    reports = lines.split(separator: "\n").compactMap { try? EpochReport(jsonLine: String($0)) }
    results = try? RunResults(jsonLine: String(contentsOfFile: directory.results, encoding: .utf8))
    epochsWanted = (try? RunFile(path: directory.runFile))?.settings.training.epochs
  }

  /// Epochs done.
  public var epochs: Int { reports.last?.epoch ?? 0 }
  /// Whether all epochs are done and the results measured.
  public var isFinished: Bool { results.map { $0.epochs >= epochsWanted ?? epochs } ?? false }
  /// The metrics on the validation images: of the best epoch, or of the newest while the run trains.
  public var validation: Evaluation? { isFinished ? results?.validation : reports.last?.validation }
}
