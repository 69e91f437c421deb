import Files
import Foundation

/// `metrics.jsonl`: one JSON object for each epoch, appended as the epoch ends.
struct MetricsLog {
  private let path: String

  init(path: String) { self.path = path }

  /// Adds `report` as a line.
  /// - Throws: `AtomicFileError` when the disk is full.
  func append(_ report: EpochReport) throws {
    var lines = try self.lines()
    lines.append(try report.jsonLine())
    try write(lines)
  }

  /// Drops what was logged after `step`, which a resumed run will log again.
  func truncate(afterStep step: Int) throws {
    let kept = try lines().filter { line in
      (try? EpochReport.decoded(line)).map { $0.step <= step } ?? false
    }
    try write(kept)
  }

  /// What was logged, oldest first.
  func reports() throws -> [EpochReport] { try lines().map(EpochReport.decoded) }

  private func lines() throws -> [String] { try TextFile.lines(path) }

  // Runs have tens to hundreds of epochs: the whole log is written again, so that it is never cut short.
  private func write(_ lines: [String]) throws {
    try AtomicFile.write(text: lines.map { $0 + "\n" }.joined(), to: path)
  }
}

extension Encodable {
  /// The value as one line of JSON, keys in snake case and in alphabetical order.
  package func jsonLine() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension EpochReport {
  /// The report that a line of the log holds.
  package static func decoded(_ line: String) throws -> EpochReport {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(EpochReport.self, from: Data(line.utf8))
  }
}
