import Foundation
import Hourglass
import Web

/// What each process of a run did in its newest epoch, as JSON.
struct RunRanks: Codable, Hashable, Sendable {
  /// One process.
  struct Rank: Codable, Hashable, Sendable {
    /// The number of the process, from 0.
    var rank: Int
    /// The host's name.
    var host: String
    /// Images of its shares trained per second.
    var images_per_second: Double
    /// Seconds of the epoch in which it waited for other processes.
    var waiting_seconds: Double
    /// The same as a share of the epoch, 0 to 1.
    var waiting_share: Double
    /// Seconds of the epoch in which it exchanged values with them, without waiting.
    var exchange_seconds: Double
    /// The same as a share of the epoch, 0 to 1.
    var exchange_share: Double
  }

  /// The epoch, from 1; nil before the first is done, and for a run of one process.
  var epoch: Int?
  /// Seconds of the epoch, its validation included; nil as above.
  var seconds: Double?
  /// The processes in their order; empty as above.
  var ranks: [Rank]
}

extension RunRanks {
  /// Nothing: no epoch is done, or one process trains the run.
  static let none = RunRanks(ranks: [])

  /// What an epoch reports.
  init(epoch: Int, seconds: Double, _ processes: [ProcessReport]) {
    func share(_ part: Double) -> Double { seconds > 0 ? min(1, max(0, part / seconds)) : 0 }
    (self.epoch, self.seconds) = (epoch, seconds)
    ranks = processes.enumerated().map { rank, process in
      Rank(
        rank: rank, host: process.host, images_per_second: process.imagesPerSecond,
        waiting_seconds: process.waitingSeconds, waiting_share: share(process.waitingSeconds),
        exchange_seconds: process.exchangeSeconds, exchange_share: share(process.exchangeSeconds))
    }
  }

  /// What the report of an epoch says; nil where one process trained.
  init?(_ report: EpochReport) {
    guard let processes = report.processes, !processes.isEmpty else { return nil }
    self.init(epoch: report.epoch, seconds: report.seconds + report.validationSeconds, processes)
  }

  /// The last epoch of the log `metrics.jsonl` at `path`.
  ///
  /// Reads the end of the file alone; a line of a thousand processes is smaller than ``maxBytes``.
  init(logAt path: String) {
    self = .none
    guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else { return }
    defer { try? file.close() }
    try? file.seek(toOffset: size > Self.maxBytes ? size - Self.maxBytes : 0)
    guard let bytes = try? file.readToEnd(), let last = bytes.split(separator: UInt8(ascii: "\n")).last else { return }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let report = try? decoder.decode(EpochReport.self, from: last), let ranks = RunRanks(report) else { return }
    self = ranks
  }

  private static let maxBytes: UInt64 = 512 << 10

  /// The fields of a template; nil where there is nothing to show.
  var view: [String: Any]? {
    guard let epoch, !ranks.isEmpty else { return nil }
    func part(_ seconds: Double, _ share: Double) -> String {
      "\(Figures.decimals(seconds, seconds < 10 ? 2 : 1)) s (\(Figures.decimals(100 * share, share < 0.1 ? 1 : 0))%)"
    }
    return [
      "epoch": Figures.count(epoch), "count": Figures.count(ranks.count),
      "seconds": seconds.map(Figures.duration) ?? Figures.nothing,
      "all": ranks.map { rank in
        [
          "rank": Figures.count(rank.rank), "host": rank.host, "speed": Figures.speed(rank.images_per_second),
          "waiting": part(rank.waiting_seconds, rank.waiting_share),
          "exchange": part(rank.exchange_seconds, rank.exchange_share),
        ]
      },
    ]
  }
}

extension StudioServer {
  var rankEndpoints: [Endpoint] {
    [
      .get(
        "/runs/{id}/ranks.json", "What each process of a run did in its newest epoch; empty for one process",
        [Self.runID], isShared: true
      ) { call in
        let run = try await subject(call(Self.runID))
        return try await compute { RunRanks(logAt: RunDirectory(path: run.directory).metrics) }
      }
    ]
  }
}
