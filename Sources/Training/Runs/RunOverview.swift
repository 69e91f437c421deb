import Foundation
import Settings

/// What a run's folder tells without loading its images.
public struct RunOverview: Sendable {
  /// The epochs that are logged.
  public let reports: [EpochReport]
  /// The results, once the run is completed; of an earlier end while a longer run goes on.
  public let results: RunResults?
  /// Epochs that were asked for; nil where the run file cannot be read.
  public let epochsWanted: Int?

  public init(_ directory: RunDirectory) {
    let lines = (try? String(contentsOfFile: directory.metrics, encoding: .utf8)) ?? ""
    reports = lines.split(separator: "\n").compactMap { try? EpochReport.decoded(String($0)) }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    results = FileManager.default.contents(atPath: directory.results).flatMap {
      try? decoder.decode(RunResults.self, from: $0)
    }
    epochsWanted = (try? RunFile(path: directory.runFile).settings.training["epochs"])?.integer()
  }

  /// Epochs done.
  public var epochs: Int { reports.last?.epoch ?? 0 }
  /// Whether all epochs that were asked for are done, and measured.
  public var isFinished: Bool { results.map { $0.epochs >= epochsWanted ?? epochs } ?? false }
  /// The errors of the best epoch, or of the newest while the run trains.
  public var validation: Evaluation? { isFinished ? results?.validation : reports.last?.validation }
}
