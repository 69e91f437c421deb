import Files
import Foundation
import Settings

/// The metrics and the state of a run, read from its folder alone.
public struct RunOverview: Sendable {
  /// The lines of the log, one for each epoch.
  private let lines: [String]
  /// The results of the last completed training; nil before.
  public let results: RunResults?
  /// Epochs to train; nil where the run file cannot be read.
  public let epochsWanted: Int?

  /// Reads the folder of a run; files that cannot be read count as missing.
  public init(_ directory: RunDirectory) {
    lines = (try? TextFile.lines(directory.metrics)) ?? []
    results = try? RunResults(jsonLine: String(contentsOfFile: directory.results, encoding: .utf8))
    epochsWanted = (try? RunFile(path: directory.runFile))?.settings.training.epochs
  }

  /// The epochs of the log, which are decoded each time.
  public var reports: [EpochReport] { lines.compactMap(Self.report) }
  /// The newest epoch of the log, found without decoding the others; nil before the first.
  private var newest: EpochReport? { lines.reversed().lazy.compactMap(Self.report).first }

  private static func report(_ line: String) -> EpochReport? { try? EpochReport(jsonLine: line) }

  /// Epochs done.
  public var epochs: Int { newest?.epoch ?? 0 }
  /// Whether all epochs are done and the results measured.
  public var isFinished: Bool { results.map { $0.epochs >= epochsWanted ?? epochs } ?? false }
  /// The metrics on the validation images: of the best epoch, or of the newest while the run trains.
  public var validation: Evaluation? { isFinished ? results?.validation : newest?.validation }
}
