import Foundation
import GRDB
import Hourglass

/// The rows of runs in the index.
enum RunTable {
  private static let insertion = """
    INSERT OR REPLACE INTO run (\(RunRecord.names), search, signature, curve)
    VALUES (\(Array(repeating: "?", count: RunRecord.columns.count + 3).joined(separator: ", ")))
    """

  /// Writes runs, each with its tags, and with its settings where they were read.
  static func write(_ runs: [ScannedRun], _ database: Database) throws {
    let insertion = try database.cachedStatement(sql: insertion)
    let untag = try database.cachedStatement(sql: "DELETE FROM run_tag WHERE run = ?")
    let tag = try database.cachedStatement(sql: "INSERT INTO run_tag (run, tag) VALUES (?, ?)")
    let unset = try database.cachedStatement(sql: "DELETE FROM run_setting WHERE run = ?")
    let set = try database.cachedStatement(
      sql: "INSERT INTO run_setting (run, name, value, number) VALUES (?, ?, ?, ?)")
    let encoder = JSONEncoder()
    for run in runs {
      let row = run.row
      let curve = try encoder.encode(run.curve)
      try insertion.execute(
        arguments: StatementArguments(
          RunRecord.values(of: row) + [RunRecord.searchText(row), run.stamps.data, curve]))
      try untag.execute(arguments: [row.id])
      for text in row.tags { try tag.execute(arguments: [row.id, text]) }
      guard let settings = run.settings else { continue }
      try unset.execute(arguments: [row.id])
      for (name, value) in settings {
        // NaN and infinity are texts here.
        let number = Double(value).flatMap { $0.isFinite ? $0 : nil }
        try set.execute(arguments: [row.id, name, value, number])
      }
    }
  }

  /// Removes all runs.
  static func clear(_ database: Database) throws {
    for table in ["run", "run_tag", "run_setting"] { try database.execute(sql: "DELETE FROM \(table)") }
  }

  /// Removes the runs with these identifiers.
  static func remove(_ ids: [String], _ database: Database) throws {
    for (table, column) in [("run", "id"), ("run_tag", "run"), ("run_setting", "run")] {
      let statement = try database.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) = ?")
      for id in ids { try statement.execute(arguments: [id]) }
    }
  }

  /// Every run, with what shows whether its files have changed.
  static func scanned(_ database: Database) throws -> [ScannedRun] {
    let decoder = JSONDecoder()
    let rows = try Row.fetchCursor(database, sql: "SELECT \(RunRecord.names), signature, curve FROM run")
    var runs: [ScannedRun] = []
    while let row = try rows.next() {
      let place = RunRecord.columns.count
      guard let stamps = RunStamps(row[place] as Data),
        let curve = try? decoder.decode(CurveDigest.self, from: row[place + 1] as Data)
      else { continue }
      runs.append(ScannedRun(row: RunRecord.row(row), stamps: stamps, curve: curve))
    }
    return runs
  }

  /// The run with this identifier, with all its settings.
  static func row(id: String, _ database: Database) throws -> RunRow? {
    // Every page of a run asks; preparing the statement takes longer than running it.
    let chosen = try database.cachedStatement(sql: "SELECT \(RunRecord.names) FROM run WHERE id = ?")
    guard var row = try Row.fetchOne(chosen, arguments: [id]).map(RunRecord.row) else { return nil }
    let settings = try Row.fetchCursor(
      database.cachedStatement(sql: "SELECT name, value FROM run_setting WHERE run = ?"), arguments: [id])
    while let setting = try settings.next() { row.settings[setting[0]] = setting[1] as String }
    return row
  }
}
