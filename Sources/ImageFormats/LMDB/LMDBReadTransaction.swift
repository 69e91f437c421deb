internal import CLMDB
internal import Diagnostics
internal import Foundation
internal import Synchronization

/// An open read transaction: while it lives, no writer reuses the pages of its state of the database.
///
/// A process may open a file with liblmdb only once, so all transactions on a file share one environment.
final class LMDBReadTransaction: Sendable {
  /// The number of the transaction that wrote the state.
  let number: UInt64

  private struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64
  }
  private struct Environment: @unchecked Sendable {
    let handle: OpaquePointer
    var users: Int
  }
  private static let environments = Mutex<[FileIdentity: Environment]>([:])

  private let identity: FileIdentity
  nonisolated(unsafe) private let transaction: OpaquePointer

  /// Starts a transaction on the database in `location`, whose header must be valid.
  init(_ location: LMDBLocation) throws(ImageFileError) {
    var status = stat()
    guard stat(location.file, &status) == 0 else {
      throw ImageFileError(status: errno, path: location.path, doing: "reading")
    }
    let identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    let started = try Self.environments.withLock { (environments) throws(ImageFileError) in
      try Self.begin(location, identity, &environments)
    }
    (transaction, number) = (started.handle, started.number)
    self.identity = identity
  }

  private struct Started: @unchecked Sendable {
    let handle: OpaquePointer
    let number: UInt64
  }

  private static func begin(
    _ location: LMDBLocation, _ identity: FileIdentity, _ environments: inout [FileIdentity: Environment]
  ) throws(ImageFileError) -> Started {
    let known = environments[identity]?.handle
    let environment = if let known { known } else { try open(location) }
    var transaction: OpaquePointer?
    let status = mdb_txn_begin(environment, nil, UInt32(MDB_RDONLY), &transaction)
    guard status == MDB_SUCCESS, let transaction else {
      if environments[identity] == nil { mdb_env_close(environment) }
      throw ImageFileError(status: status, path: location.path, doing: "reading")
    }
    environments[identity, default: Environment(handle: environment, users: 0)].users += 1
    return Started(handle: transaction, number: UInt64(mdb_txn_id(transaction)))
  }

  deinit {
    Self.environments.withLock { environments in
      mdb_txn_abort(transaction)
      guard var environment = environments[identity] else { return }
      environment.users -= 1
      environments[identity] = environment.users > 0 ? environment : nil
      if environment.users == 0 { mdb_env_close(environment.handle) }
    }
  }

  /// Opens an environment for reading; without locks if the lock file cannot be created, since then nobody can write.
  private static func open(_ location: LMDBLocation) throws(ImageFileError) -> OpaquePointer {
    var status = MDB_SUCCESS
    for lock in [0, MDB_NOLOCK] {
      var environment: OpaquePointer?
      status = mdb_env_create(&environment)
      guard status == MDB_SUCCESS, let environment else { break }
      // liblmdb enlarges this to the file's size; without it, it would use the terabyte that converters record.
      mdb_env_set_mapsize(environment, 1 << 20)
      let flags = MDB_RDONLY | MDB_NOTLS | lock | (location.isFolder ? 0 : MDB_NOSUBDIR)
      status = mdb_env_open(environment, location.path, UInt32(flags), 0o644)
      if status == MDB_SUCCESS {
        var dead: Int32 = 0
        mdb_reader_check(environment, &dead)
        return environment
      }
      mdb_env_close(environment)
      guard [EACCES, EPERM, EROFS].contains(status) else { break }
    }
    throw ImageFileError(status: status, path: location.path, doing: "reading")
  }
}
