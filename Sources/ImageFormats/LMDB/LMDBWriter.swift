internal import CLMDB
internal import Diagnostics
internal import Foundation

/// Appends records to a database, many in one transaction; for one thread at a time.
///
/// When ``append(_:)`` returns, its transaction is on the disk as a whole.
package final class LMDBWriter {
  /// A record to be written.
  package struct Record {
    /// At most 511 bytes; must sort after all keys before it.
    package var key: [UInt8]
    package var value: [UInt8]

    package init(key: [UInt8], value: [UInt8]) { (self.key, self.value) = (key, value) }
  }

  /// The maximum length of a key in bytes.
  package static let maxKeyBytes = 511

  private let path: String
  private let environment: OpaquePointer
  private var mapBytes: Int

  /// Opens or creates the database in the folder `path`.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - mapBytes: the initial size of the memory map, which doubles as the database grows.
  /// - Throws: ``ImageFileError``.
  package init(folder path: String, mapBytes: Int = 64 << 20) throws(ImageFileError) {
    if mkdir(path, 0o777) != 0, errno != EEXIST {
      throw ImageFileError(status: errno, path: path, doing: "making the folder")
    }
    var status = stat()
    let present = stat("\(path)/data.mdb", &status) == 0 ? Int(status.st_size) : 0
    self.mapBytes = mapBytes
    while self.mapBytes < present { self.mapBytes *= 2 }
    self.path = path
    var environment: OpaquePointer?
    var result = mdb_env_create(&environment)
    if result == MDB_SUCCESS {
      mdb_env_set_mapsize(environment, self.mapBytes)
      result = mdb_env_open(environment, path, 0, 0o666)
    }
    guard result == MDB_SUCCESS, let environment else {
      mdb_env_close(environment)
      throw Self.error(result, path: path)
    }
    self.environment = environment
  }

  deinit { mdb_env_close(environment) }

  /// Appends records in one transaction.
  ///
  /// - Throws: ``ImageFileError``; then none of the records is in the database.
  package func append(_ records: [Record]) throws(ImageFileError) {
    while true {
      let status = write(records)
      if status == MDB_SUCCESS { return }
      guard status == MDB_MAP_FULL, mapBytes < 1 << 46 else { throw Self.error(status, path: path) }
      mapBytes *= 2
      let grown = mdb_env_set_mapsize(environment, mapBytes)
      guard grown == MDB_SUCCESS else { throw Self.error(grown, path: path) }
    }
  }

  private func write(_ records: [Record]) -> Int32 {
    var transaction: OpaquePointer?
    var status = mdb_txn_begin(environment, nil, 0, &transaction)
    guard status == MDB_SUCCESS, let transaction else { return status }
    var database: MDB_dbi = 0
    status = mdb_dbi_open(transaction, nil, 0, &database)
    for record in records where status == MDB_SUCCESS {
      status = record.key.withUnsafeBytes { key in
        record.value.withUnsafeBytes { value in
          var key = MDB_val(mv_size: key.count, mv_data: UnsafeMutableRawPointer(mutating: key.baseAddress))
          var value = MDB_val(mv_size: value.count, mv_data: UnsafeMutableRawPointer(mutating: value.baseAddress))
          return mdb_put(transaction, database, &key, &value, UInt32(MDB_APPEND))
        }
      }
    }
    guard status == MDB_SUCCESS else {
      mdb_txn_abort(transaction)
      return status
    }
    return mdb_txn_commit(transaction)
  }

  /// The error for a status of liblmdb, which reports a full disk as an input/output error.
  private static func error(_ status: Int32, path: String) -> ImageFileError {
    var room = statvfs()
    let isFull = statvfs(path, &room) == 0 && UInt64(room.f_bavail) * UInt64(room.f_frsize) < 64 << 20
    var limit = rlimit()
    let isLimited = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 && limit.rlim_cur != rlim_t.max
    let number = status == EIO && isFull ? ENOSPC : status == EIO && isLimited ? EFBIG : status
    return ImageFileError(status: number, path: path, doing: "writing")
  }
}
