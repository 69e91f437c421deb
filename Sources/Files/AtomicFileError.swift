import Foundation
public import Diagnostics

/// A file that could not be replaced; the old file is untouched.
public struct AtomicFileError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The disk or the user's quota is full.
    case diskFull
    /// The file would exceed the system's or the shell's limit for one file.
    case fileTooLarge
    /// The folder may not be written to.
    case notPermitted
    /// The file system is mounted read-only.
    case readOnlyFileSystem
    /// The folder does not exist.
    case missingFolder
    /// The path is not a regular file.
    case notAFile
    /// Any other failure of the system.
    case system
  }

  /// The kind of failure, for code that handles it.
  public let code: Code
  /// The message.
  public let report: Report

  /// The error for `errno` number while writing `byteCount` bytes to `path`.
  package init(number: Int32, path: String, byteCount: Int) {
    let folder = AtomicFile.split(path).folder
    let kept = "what was at this path before is untouched"
    let what: String
    let cure: String
    switch number {
    case ENOSPC, EDQUOT:
      (code, what) = (.diskFull, "no room left for the file")
      cure = "free some space or choose another folder"
    case EFBIG:
      (code, what) = (.fileTooLarge, "the file exceeds the limit for one file")
      cure = "raise the limit (ulimit -f) or choose another file system"
    case EACCES, EPERM:
      (code, what) = (.notPermitted, "the file may not be written")
      cure = "allow writing in \(folder) or choose another folder"
    case EROFS:
      (code, what) = (.readOnlyFileSystem, "the file system is read-only")
      cure = "choose a folder that can be written"
    case ENOENT, ENOTDIR:
      (code, what) = (.missingFolder, "the folder does not exist")
      cure = "create it: mkdir -p '\(folder)'"
    case EISDIR, EEXIST:
      (code, what) = (.notAFile, "something other than a plain file is in the way")
      cure = "choose another name"
    default:
      (code, what) = (.system, "the file cannot be written")
      cure = "check the disk, then try again"
    }
    report = Report(
      what, place: path, expected: "to write \(byteCount) bytes", got: String(cString: strerror(number)),
      cure: "\(cure); \(kept)")
  }
}
