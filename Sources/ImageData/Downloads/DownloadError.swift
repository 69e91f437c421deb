public import Diagnostics

/// A file that could not be downloaded.
public struct DownloadError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The server cannot be reached.
    case unreachable
    /// None of the servers can be reached.
    case noNetwork
    /// No mirror delivers the file.
    case allMirrors
    /// The server answers with an error.
    case status
    /// No byte came for too long.
    case stalled
    /// The connection ended before the file did.
    case truncated
    /// The server sends more than the file has.
    case tooLong
    /// The server sends a page instead of the file.
    case notData
    /// The checksum is not the published one.
    case checksum
    /// The download was stopped.
    case interrupted
    /// Another process is downloading the same file.
    case busy
    /// The given source does not hold the files.
    case badSource
  }

  public let code: Code
  public let report: Report

  init(
    _ code: Code, _ what: String, place: String? = nil, expected: String? = nil, got: String? = nil,
    cure: String? = nil
  ) {
    self.code = code
    report = Report(what, place: place, expected: expected, got: got, cure: cure)
  }

  static let tryAgain = "try again: the download continues where it ended"
  static let checkNetwork = "check the network, or give the files with --from FILE, DIR or URL"

  /// Combines the failures of all mirrors of `file` into one error.
  init(_ failures: [DownloadError], of file: DownloadFile) {
    if failures.count == 1 {
      self = failures[0]
      return
    }
    guard !failures.isEmpty else {
      self.init(
        .allMirrors, "there is no address to download from", place: file.name,
        cure: "give the files with --from FILE, DIR or URL")
      return
    }
    let places = failures.map { failure in
      let got = failure.report.got.map { " (\($0))" } ?? ""
      return "\(failure.report.place ?? ""): \(failure.report.what)\(got)"
    }
    let isOffline = failures.allSatisfy { $0.code == .unreachable }
    self.init(
      isOffline ? .noNetwork : .allMirrors, isOffline ? "no server can be reached" : "no mirror delivers the file",
      place: file.name, got: places.joined(separator: "; "), cure: Self.checkNetwork)
  }
}
