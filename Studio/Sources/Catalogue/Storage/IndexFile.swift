import Foundation
import GRDB
import Synchronization

/// The SQLite file of the index, in WAL mode; replaced by an empty one where it is damaged or of another version.
final class IndexFile: Sendable {
  /// The file.
  let path: String
  private let state: Mutex<State>
  private let writes = Atomic(0)

  private struct State {
    var pool: DatabasePool
    /// What was wrong with the file, one sentence; nil where nothing was.
    var notice: String?
    /// Whether the tables are empty since the file was made, so that everything must be read again.
    var isNew: Bool
  }

  /// Opens the file at `path`, or makes it.
  ///
  /// - Throws: `DatabaseError` when it can neither be read nor be replaced.
  init(path: String) throws {
    self.path = path
    state = Mutex(try Self.open(path))
  }

  /// What was wrong with the file, one sentence; nil where nothing was.
  var notice: String? { state.withLock { $0.notice } }

  /// Whether the tables are empty since the file was made; false from the second call on.
  func takeIsNew() -> Bool {
    state.withLock { state in
      defer { state.isNew = false }
      return state.isNew
    }
  }

  /// A number that grows whenever the tables may have changed.
  var version: Int { writes.load(ordering: .acquiring) }

  private var pool: DatabasePool { state.withLock { $0.pool } }

  /// Reads; a damaged file is replaced, and read again while it is empty.
  func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
    let pool = pool
    do {
      return try await pool.read(body)
    } catch let error as DatabaseError where error.isDamage {
      try replace(pool)
      return try await self.pool.read(body)
    }
  }

  /// The same on the calling thread, which waits; not for threads of the cooperative pool.
  func readWaiting<T>(_ body: (Database) throws -> T) throws -> T {
    let pool = pool
    do {
      return try pool.read(body)
    } catch let error as DatabaseError where error.isDamage {
      try replace(pool)
      return try self.pool.read(body)
    }
  }

  /// Writes in one transaction on the calling thread, which waits; a damaged file is replaced by an empty one first.
  func writeWaiting(_ body: (Database) throws -> Void) throws {
    defer { writes.add(1, ordering: .releasing) }
    let pool = pool
    do {
      try pool.write(body)
    } catch let error as DatabaseError where error.isDamage {
      try replace(pool)
      try self.pool.write(body)
    }
  }

  /// Replaces the file, unless that has happened since `pool` was damaged.
  private func replace(_ pool: DatabasePool) throws {
    try state.withLock { state in
      guard state.pool === pool else { return }
      Self.moveAside(path)
      state = try Self.open(path)
      state.notice = Self.damaged(path)
      writes.add(1, ordering: .releasing)
    }
  }

  private static func open(_ path: String) throws -> State {
    var notice: String?
    let isThere = FileManager.default.fileExists(atPath: path)
    do {
      let pool = try pool(path)
      let version = try pool.read { database in
        let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        guard verdict == "ok" else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: verdict) }
        return try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
      }
      if version == IndexSchema.version { return State(pool: pool, notice: nil, isNew: false) }
      try pool.close()
      if isThere, version != 0 {
        notice = "the catalogue was that of another version of the Studio, and is made anew from the folders"
      }
      remove(path)
    } catch let error as DatabaseError where error.isDamage {
      moveAside(path)
      notice = damaged(path)
    }
    let pool = try pool(path)
    try pool.write(IndexSchema.create)
    return State(pool: pool, notice: notice, isNew: true)
  }

  private static func damaged(_ path: String) -> String {
    "the catalogue was damaged and is made anew from the folders; the old file is \(path).damaged"
  }

  private static func pool(_ path: String) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "catalogue"
    configuration.busyMode = .timeout(5)
    configuration.maximumReaderCount = 4
    return try DatabasePool(path: path, configuration: configuration)
  }

  private static func moveAside(_ path: String) {
    rename(path, "\(path).damaged")
    remove(path)
  }

  private static func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
  }
}

extension DatabaseError {
  /// Whether the file is not a usable database: damaged, no database at all, or without a table.
  fileprivate var isDamage: Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(resultCode)
      || resultCode == .SQLITE_ERROR && message?.hasPrefix("no such table") == true
  }
}
