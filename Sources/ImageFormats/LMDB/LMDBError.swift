internal import CLMDB
public import Diagnostics
internal import Foundation

/// Why an LMDB database could not be read or written.
public struct LMDBError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such folder or file, or the folder holds no data.mdb.
    case missing
    /// The system refuses to read or write it.
    case notPermitted
    /// The file does not begin as LMDB files do.
    case notLMDB
    /// A machine with 32-bit words, or with another byte order, made it.
    case otherMachine
    /// Another version of the file format made it.
    case unsupportedVersion
    /// The file ends before what its tree refers to.
    case truncated
    /// Its pages contradict each other.
    case corrupt
    /// It holds named databases, or several values under one key.
    case unsupportedContent
    /// It holds no records.
    case empty
    /// Another program is writing it, or too many are reading.
    case locked
    /// An import into it did not come to its end.
    case unfinished
    /// The disk, or the limit for one file, is full.
    case diskFull
    /// Any other failure of the system.
    case system
  }

  public let code: Code
  public let report: Report

  package init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }

  /// The failure with this status of liblmdb, or `errno`, at `path`.
  init(status: Int32, path: String, doing what: String) {
    let words = String(cString: mdb_strerror(status))
    switch status {
    case ENOENT, ENOTDIR:
      self.init(.missing, Report("no such database", place: path, cure: "check the path"))
    case EACCES, EPERM, EROFS:
      self.init(
        .notPermitted, Report("\(what) is not permitted", place: path, got: words, cure: "allow it for this user"))
    case ENOSPC, EDQUOT, EFBIG:
      self.init(
        .diskFull,
        Report(
          "no room left for the database", place: path, got: words,
          cure: "free some space or choose another disk; what was committed before is kept"))
    case MDB_INVALID:
      self.init(.notLMDB, Report("not an LMDB database", place: path, got: words, cure: "give a folder with data.mdb"))
    case MDB_VERSION_MISMATCH:
      self.init(
        .unsupportedVersion,
        Report(
          "another version of LMDB is using the database, or made it", place: path, got: words,
          cure: "end the other program, or copy the database with its own mdb_copy"))
    case EAGAIN, EBUSY, MDB_READERS_FULL, MDB_MAP_RESIZED:
      self.init(
        .locked,
        Report(
          "the database is in use", place: path, got: words, cure: "try again when the other program has ended"))
    case MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC:
      self.init(.corrupt, Report("the database is damaged", place: path, got: words, cure: "make or fetch it again"))
    default:
      self.init(.system, Report("\(what) failed", place: path, got: words, cure: "check the disk, then try again"))
    }
  }
}
