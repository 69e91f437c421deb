public import Diagnostics
import Files
import Foundation
import Settings

/// The metrics and the state of a run, read from its folder alone.
public struct RunOverview: Sendable {
  /// The log, a line for each epoch.
  private let log: LogLines
  /// The results of the last completed training; nil before.
  public let results: RunResults?
  /// Epochs to train, 1 for a model that was computed from the images at once; nil where the run file cannot be read.
  public let epochsWanted: Int?
  private let resultsDamage: Report?

  /// Reads the folder of a run; what cannot be read counts as missing, and ``damage`` says so.
  public init(_ directory: RunDirectory) {
    log = LogLines(directory.metrics)
    let text = FileManager.default.contents(atPath: directory.results)
    results = text.flatMap { try? RunResults(jsonLine: String(decoding: $0, as: UTF8.self)) }
    resultsDamage =
      text == nil || results != nil
      ? nil
      : Report(
        "the results of the run cannot be read", place: directory.results, expected: "a JSON object with the metrics",
        cure: "train the run again with the same command, which writes them again")
    let wanted = (try? RunFile(path: directory.runFile))?.settings.training.epochs
    epochsWanted = results.map { $0.steps == 0 && $0.epochs == 1 } == true ? wanted.map { min(1, $0) } : wanted
  }

  /// The epochs of the log, which are decoded each time.
  public var reports: [EpochReport] { log.values(EpochReport.self).compactMap(\.self) }
  /// The newest epoch of the log, found without decoding the others; nil before the first.
  private var newest: EpochReport? { log.values(EpochReport.self).reversed().lazy.compactMap(\.self).first }

  /// A sentence for each damaged file, the log and the results; all lines of the log are decoded.
  public var damage: [Report] {
    [log.damage(EpochReport.self, title: "an epoch"), resultsDamage].compactMap(\.self)
  }

  /// A sentence for each damaged file that the newest epoch or the results would be in; no earlier epoch is decoded.
  public var newestDamage: [Report] {
    [log.damage(EpochReport.self, title: "an epoch", afterLast: true), resultsDamage].compactMap(\.self)
  }

  /// Epochs done.
  public var epochs: Int { newest?.epoch ?? 0 }
  /// Whether all epochs are done and the results measured.
  public var isFinished: Bool { results.map { $0.epochs >= epochsWanted ?? epochs } ?? false }
  /// The metrics on the validation images: of the best epoch, or of the newest while the run trains.
  public var validation: Evaluation? { isFinished ? results?.validation : newest?.validation }
}
