import GRDB

extension RunFacets {
  /// Counts the runs.
  init(_ database: Database) throws {
    func values(_ column: String) throws -> [Value] {
      try Self.values(
        database, "SELECT \(column), count(*) FROM run WHERE is_archived = 0 AND \(column) IS NOT NULL GROUP BY 1")
    }
    (models, datasets) = (try values("model"), try values("dataset"))
    (groups, states) = (try values("\"group\""), try values("state"))
    tags = try Self.values(
      database,
      "SELECT tag, count(*) FROM run_tag JOIN run ON run.id = run_tag.run WHERE is_archived = 0 GROUP BY 1")
    settings = try Self.values(database, "SELECT name, count(*) FROM run_setting GROUP BY 1")
    archived = try Int.fetchOne(database, sql: "SELECT count(*) FROM run WHERE is_archived = 1") ?? 0
  }

  private static func values(_ database: Database, _ sql: String) throws -> [Value] {
    try Row.fetchAll(database, sql: sql + " ORDER BY 1").map { Value(value: $0[0], runs: $0[1]) }
  }
}
