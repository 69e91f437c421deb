internal import Diagnostics
public import Foundation

/// Downloads published files by HTTP, from one mirror after the other.
///
/// An interrupted download continues where it ended. The final file name appears only for a complete file with a
/// verified checksum.
public struct Downloader {
  /// The time in seconds without a byte after which to give up on a server.
  public var stallSeconds = 30.0
  /// Called several times a second.
  public var progress: (DownloadProgress) -> Void = { _ in }
  /// Called several times a second; true stops the download, which can continue later.
  public var isCancelled: () -> Bool = { false }

  /// Creates a downloader that reports no progress and cannot be stopped.
  public init() {}

  /// Downloads `file` to `path` from the first of `urls` that delivers it.
  ///
  /// During the download the file is `path.part`, which stays if the connection breaks.
  ///
  /// - Throws: ``DownloadError``, `AtomicFileError`; an existing file at `path` stays.
  public func download(_ file: DownloadFile, from urls: [URL], to path: String) throws {
    let part = try PartialFile(of: path)
    defer { part.unlock() }
    var failures: [DownloadError] = []
    for url in urls {
      do {
        try fill(part, with: file, from: url)
        return try part.finish()
      } catch let error as DownloadError where error.code != .interrupted {
        failures.append(error)
      }
    }
    if part.count == 0 { part.remove() }
    throw DownloadError(failures, of: file)
  }

  /// Fills `part` from one mirror and verifies it; restarts once from the beginning if an earlier part does not fit.
  private func fill(_ part: PartialFile, with file: DownloadFile, from url: URL) throws {
    var isResumed = part.count > 0
    while true {
      if part.count < file.bytes || !file.isAt(part.path) {
        if part.count >= file.maxBytes { try part.restart() }
        try transfer(file, from: url, to: part)
      }
      let found = try? file.checksum.found(inFileAt: part.path)
      if found == file.checksum { return }
      try part.restart()
      guard isResumed else {
        throw DownloadError(
          .checksum, "checksum mismatch", place: url.absoluteString, expected: "\(file.checksum)",
          got: found.map { $0.digits } ?? "a damaged gzip stream",
          cure: "try again later, or another mirror with --from")
      }
      isResumed = false
    }
  }

  private func transfer(_ file: DownloadFile, from url: URL, to part: PartialFile) throws {
    let transfer = HTTPTransfer(file, from: url, to: part)
    let host = url.host() ?? url.absoluteString
    try transfer.run(stallSeconds: stallSeconds) {
      progress(DownloadProgress(name: file.name, host: host, bytes: part.count, total: transfer.total))
      if isCancelled() {
        throw DownloadError(
          .interrupted, "stopped", place: part.path, got: "\(part.count) bytes",
          cure: "run the same command to continue")
      }
    }
    progress(DownloadProgress(name: file.name, host: host, bytes: part.count, total: part.count))
  }
}

/// The state of a download.
public struct DownloadProgress: Hashable, Sendable {
  /// The file's name.
  public let name: String
  /// The server's name.
  public let host: String
  /// The bytes received.
  public let bytes: Int
  /// The bytes of the whole file, as stated by the server or the publication.
  public let total: Int
}
