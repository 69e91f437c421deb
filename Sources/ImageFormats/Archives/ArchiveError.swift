public import Diagnostics

/// Why an archive could not be read or unpacked.
public struct ArchiveError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The system refuses to read it, or it is not a regular file.
    case unreadable
    /// It is neither a tar nor a zip file.
    case notArchive
    /// It is damaged or cut short.
    case corrupt
    /// It holds more than the limits allow.
    case tooLarge
    /// An entry's path leads out of the archive.
    case unsafePath
    /// Its entries are encrypted.
    case encrypted
    /// There is no memory for an entry.
    case noMemory
    /// Something is in the way of the folder to unpack to.
    case notUnpacked
  }

  public let code: Code
  public let report: Report

  package init(code: Code, report: Report) { (self.code, self.report) = (code, report) }
}
