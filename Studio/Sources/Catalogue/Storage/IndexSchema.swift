import GRDB

/// The tables of the index.
///
/// There are no migrations: an index of another version is removed and made anew from the folders. The columns of a primary
/// key come first in their table and in the key's order: in tables WITHOUT ROWID, `PRAGMA quick_check` of SQLite 3.40
/// reports `NULL value in …` otherwise, although no value is NULL.
enum IndexSchema {
  /// Raise it where a column means something else than before; a change of the tables is noticed by itself.
  private static let meaning = 3

  private static let tables = """
    CREATE TABLE run (\(RunRecord.columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")),
      search TEXT NOT NULL, signature BLOB NOT NULL, curve BLOB NOT NULL, PRIMARY KEY (id)) WITHOUT ROWID;
    CREATE TABLE run_tag (tag TEXT NOT NULL, run TEXT NOT NULL, PRIMARY KEY (tag, run)) WITHOUT ROWID;
    CREATE INDEX run_tag_run ON run_tag (run);
    CREATE TABLE run_setting (run TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, number REAL,
      PRIMARY KEY (run, name))
      WITHOUT ROWID;
    CREATE INDEX run_setting_name ON run_setting (name, run);
    CREATE TABLE data_set (id TEXT NOT NULL PRIMARY KEY, stamp TEXT NOT NULL, contents BLOB NOT NULL, mean BLOB)
      WITHOUT ROWID;
    """

  /// The version, `PRAGMA user_version`: a number above 0 that is made of the tables and of what they mean (FNV-1a).
  static let version = {
    let hash = "\(meaning) \(tables)".utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    return Int(hash >> 1) | 1
  }()

  static func create(_ database: Database) throws {
    try database.execute(sql: "\(tables)\nPRAGMA user_version = \(version);")
  }
}
