public import Diagnostics

/// Why a file could not be downloaded.
public struct DownloadError: ReportedError {
  public enum Code: Hashable, Sendable {
    /// The server cannot be reached.
    case unreachable
    /// No server at all can be reached.
    case noNetwork
    /// No mirror delivers the file.
    case allMirrors
    /// The server answers with an error.
    case status
    /// No byte came for a long time.
    case stalled
    /// The connection ended before the file did.
    case truncated
    /// The server sends more than the file has.
    case tooLong
    /// The server sends a page in place of the file.
    case notData
    /// The file is another one than the published.
    case checksum
    /// The person or a program asked to stop.
    case interrupted
    /// Another process is downloading the same file.
    case busy
    /// What was named to copy from does not hold the files.
    case badSource
  }

  public let code: Code
  public let report: Report

  init(_ code: Code, _ report: Report) { (self.code, self.report) = (code, report) }
}
