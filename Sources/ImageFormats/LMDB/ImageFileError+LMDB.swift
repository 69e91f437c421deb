internal import CLMDB
internal import Foundation

extension ImageFileError {
  /// The failure with this status of liblmdb, or `errno`, at `path`.
  init(status: Int32, path: String, doing what: String) {
    let words = String(cString: mdb_strerror(status))
    switch status {
    case ENOENT, ENOTDIR: self.init(.missing, "no such database", place: path, cure: "check the path")
    case EACCES, EPERM, EROFS:
      self.init(.unreadable, "\(what) is not permitted", place: path, got: words, cure: "allow it for this user")
    case ENOSPC, EDQUOT, EFBIG:
      self.init(
        .diskFull, "no room left for the database", place: path, got: words,
        cure: "free some space or choose another disk; what was committed before is still there")
    case MDB_INVALID:
      self.init(.wrongFormat, "not an LMDB database", place: path, got: words, cure: "give a folder with data.mdb")
    case MDB_VERSION_MISMATCH:
      self.init(
        .unsupported, "another version of LMDB made the database, or is using it", place: path, got: words,
        cure: "end the other program, or copy the database with its own mdb_copy")
    case EAGAIN, EBUSY, MDB_READERS_FULL, MDB_MAP_RESIZED:
      self.init(
        .locked, "the database is in use", place: path, got: words, cure: "try again when the other program has ended")
    case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC:
      self.init(.corrupt, "the database is damaged", place: path, got: words, cure: "make or fetch it again")
    default: self.init(.system, "\(what) failed", place: path, got: words, cure: "check the disk, then try again")
    }
  }
}
