import Foundation
import GRDB
import Hourglass

/// A run as the index stores it: a column for each field of ``RunRow``, in the order of ``columns``.
///
/// Dates are seconds since 2001, as `Date` holds them: those since 1970 lose digits, and a run that is read from the index would
/// differ from itself.
enum RunRecord {
  /// The columns of a row, in the order in which they are written and read.
  static let columns: [(name: String, type: String)] =
    [
      ("id", "TEXT NOT NULL"), ("name", "TEXT NOT NULL"), ("directory", "TEXT NOT NULL"), ("\"group\"", "TEXT"),
      ("state", "TEXT NOT NULL"), ("problem", "TEXT"), ("failure", "TEXT"), ("model", "TEXT"), ("dataset", "TEXT"),
      ("dataset_path", "TEXT"),
      ("optimizer", "TEXT"), ("loss_name", "TEXT"), ("parameters", "INTEGER"), ("code_size", "INTEGER"),
      ("seed", "INTEGER"), ("version", "TEXT"), ("created", "REAL NOT NULL"), ("modified", "REAL NOT NULL"),
      ("epochs", "INTEGER NOT NULL"), ("epochs_wanted", "INTEGER"), ("step", "INTEGER NOT NULL"),
      ("steps_wanted", "INTEGER"), ("progress", "REAL"), ("remaining_seconds", "REAL"), ("best_epoch", "INTEGER"),
      ("learning_rate", "REAL"), ("images_per_second", "REAL"), ("seconds", "REAL NOT NULL"),
      ("resident_bytes", "INTEGER"), ("sparkline", "BLOB NOT NULL"), ("film_strip", "TEXT"),
      ("bytes", "INTEGER NOT NULL"),
      ("tags", "TEXT NOT NULL"), ("note", "TEXT"), ("is_archived", "INTEGER NOT NULL"), ("results_epochs", "INTEGER"),
    ] + ["last", "best"].flatMap { kind in RunMetric.allCases.map { ("\(kind)_\($0.rawValue)", "REAL") } }
    + ["train", "validation", "test"].flatMap { part in
      ["loss", "mse", "mse01", "sse", "psnr"].map { ("\(part)_\($0)", "REAL") }
    }

  /// The names of ``columns``, separated by commas.
  static let names = columns.map(\.name).joined(separator: ", ")

  /// The values of ``columns``.
  static func values(of row: RunRow) -> [(any DatabaseValueConvertible)?] {
    let head: [(any DatabaseValueConvertible)?] = [
      row.id, row.name, row.directory, row.group, row.state.rawValue, row.problem, row.failure, row.model, row.dataset,
      row.datasetPath, row.optimizer, row.lossName, row.parameters, row.codeSize,
      row.seed.map { Int64(bitPattern: $0) }, row.version, row.created.timeIntervalSinceReferenceDate,
      row.modified.timeIntervalSinceReferenceDate, row.epochs, row.epochsWanted, row.step, row.stepsWanted,
      row.progress,
      row.remainingSeconds, row.bestEpoch, row.learningRate, row.imagesPerSecond, row.seconds, row.residentBytes,
      row.sparkline.withUnsafeBytes { Data($0) }, row.filmStrip, row.bytes, row.tags.joined(separator: " "), row.note,
      row.isArchived, row.resultsEpochs,
    ]
    let metrics = [row.last, row.best].flatMap { values in RunMetric.allCases.map { values[$0] } }
    let results = [row.trainResults, row.validationResults, row.testResults].flatMap { part in
      [part?.loss, part?.mse, part?.mse01, part?.sse, part?.psnr]
    }
    return head + (metrics + results) as [(any DatabaseValueConvertible)?]
  }

  /// The row whose ``columns`` are the first of `row`.
  static func row(_ row: Row) -> RunRow {
    var next = ColumnReader(row)
    var run = RunRow(
      id: next.value(), name: next.value(), directory: next.value(), created: .distantPast, modified: .distantPast)
    run.group = next.optional()
    run.state = RunState(rawValue: next.value()) ?? .unreadable
    (run.problem, run.failure, run.model) = (next.optional(), next.optional(), next.optional())
    (run.dataset, run.datasetPath) = (next.optional(), next.optional())
    (run.optimizer, run.lossName) = (next.optional(), next.optional())
    (run.parameters, run.codeSize) = (next.optional(), next.optional())
    run.seed = (next.optional() as Int64?).map { UInt64(bitPattern: $0) }
    run.version = next.optional()
    run.created = Date(timeIntervalSinceReferenceDate: next.value())
    run.modified = Date(timeIntervalSinceReferenceDate: next.value())
    (run.epochs, run.epochsWanted) = (next.value(), next.optional())
    (run.step, run.stepsWanted) = (next.value(), next.optional())
    (run.progress, run.remainingSeconds, run.bestEpoch) = (next.optional(), next.optional(), next.optional())
    (run.learningRate, run.imagesPerSecond) = (next.optional(), next.optional())
    (run.seconds, run.residentBytes) = (next.value(), next.optional())
    run.sparkline = (next.value() as Data).withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Double.self) }
    }
    (run.filmStrip, run.bytes) = (next.optional(), next.value())
    run.tags = (next.value() as String).split(separator: " ").map(String.init)
    (run.note, run.isArchived, run.resultsEpochs) = (next.optional(), next.value(), next.optional())
    for metric in RunMetric.allCases { run.last[metric] = next.optional() }
    for metric in RunMetric.allCases { run.best[metric] = next.optional() }
    run.trainResults = next.evaluation()
    run.validationResults = next.evaluation()
    run.testResults = next.evaluation()
    return run
  }

  /// The text that the words of a query are looked for in.
  static func searchText(_ row: RunRow) -> String {
    ([row.name, row.model, row.dataset, row.optimizer, row.lossName, row.note, row.state.rawValue].compactMap(\.self)
      + row.tags)
      .joined(separator: "\n").lowercased()
  }
}

/// Reads the columns of a row one after the other, which takes a fraction of the time of looking for their names.
private struct ColumnReader {
  private let row: Row
  private var index = 0

  init(_ row: Row) { self.row = row }

  mutating func value<V: DatabaseValueConvertible & StatementColumnConvertible>() -> V {
    defer { index += 1 }
    return row[index]
  }

  mutating func optional<V: DatabaseValueConvertible & StatementColumnConvertible>() -> V? {
    defer { index += 1 }
    return row[index]
  }

  /// Five columns; nil where the first is.
  mutating func evaluation() -> Evaluation? {
    let values: [Double?] = (0..<5).map { _ in optional() }
    guard let loss = values[0], let mse = values[1], let mse01 = values[2], let sse = values[3], let psnr = values[4]
    else { return nil }
    return Evaluation(loss: loss, mse: mse, mse01: mse01, sse: sse, psnr: psnr)
  }
}
