internal import Diagnostics
public import Foundation
internal import Synchronization

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// Downloads published files by HTTP: from one mirror after the other, going on where an earlier attempt ended, and never
/// leaving anything but the published file under its name.
public struct Downloader {
  /// A server that sends nothing for so long is given up, in seconds.
  public var stallSeconds = 30.0
  /// Called several times a second.
  public var progress: (DownloadProgress) -> Void = { _ in }
  /// Asked several times a second; true ends the download, whose part is kept.
  public var isCancelled: () -> Bool = { false }

  /// A downloader that tells nobody and is not stopped.
  public init() {}

  /// Downloads `file` to `path` from the first of `urls` that delivers it.
  ///
  /// What came before the connection broke stays in `path.part` for the next attempt.
  /// - Throws: ``DownloadError``, `AtomicFileError`; what was at `path` is then still there.
  public func download(_ file: DownloadFile, from urls: [URL], to path: String) throws {
    let part = try PartialFile(of: path)
    defer { part.unlock() }
    var failures: [DownloadError] = []
    for url in urls {
      do {
        try download(file, from: url, to: part)
        try part.finish()
        return
      } catch let error as DownloadError where error.code != .interrupted {
        failures.append(error)
      }
    }
    if part.count == 0 { part.remove() }
    throw Self.joined(failures, file)
  }

  /// Fills `part` from one mirror and verifies it; where an earlier attempt's part does not fit, once more from the start.
  private func download(_ file: DownloadFile, from url: URL, to part: PartialFile) throws {
    var resumed = part.count > 0
    while true {
      if part.count < file.bytes || !file.isAt(part.path) {
        if part.count >= file.greatestBytes { try part.restart() }
        try transfer(file, from: url, to: part)
      }
      let found = try? file.checksum.found(inFileAt: part.path)
      if found == file.checksum { return }
      try part.restart()
      guard resumed else {
        throw DownloadError(
          .checksum,
          Report(
            "the file is another one than the published", place: url.absoluteString, expected: "\(file.checksum)",
            got: found.map { $0.digits } ?? "a damaged gzip stream",
            cure: "try again later, or another mirror with --from"))
      }
      resumed = false
    }
  }

  private func transfer(_ file: DownloadFile, from url: URL, to part: PartialFile) throws {
    var request = URLRequest(url: url)
    // A server that compresses on the way would give another length.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    request.setValue("hourglass", forHTTPHeaderField: "User-Agent")
    let start = part.count
    if start > 0 {
      request.setValue("bytes=\(start)-", forHTTPHeaderField: "Range")
      if let validator = part.validator(for: url), !validator.isEmpty {
        request.setValue(validator, forHTTPHeaderField: "If-Range")
      }
    }
    let answer = DownloadAnswer(file: file, url: url, part: part, start: start)
    let host = url.host() ?? url.absoluteString
    do {
      try HTTPTransfer.run(
        request, stallSeconds: stallSeconds, head: { try answer.begin($0) }, piece: { try answer.take($0) }
      ) {
        progress(DownloadProgress(name: file.name, host: host, bytes: part.count, total: answer.total ?? file.bytes))
        if isCancelled() {
          throw DownloadError(
            .interrupted,
            Report("stopped", place: part.path, got: "\(part.count) bytes", cure: "the same command goes on from there")
          )
        }
      }
      try answer.finish()
    } catch is DownloadAnswer.NothingMissing {
      return
    } catch is HTTPTransfer.Stall {
      throw DownloadError(
        .stalled,
        Report(
          "no byte came for \(Int(stallSeconds.rounded(.up))) seconds", place: url.absoluteString,
          expected: "\(answer.total ?? file.bytes) bytes", got: "\(part.count)", cure: Self.goOn))
    } catch let error as URLError {
      throw answer.isBegun ? answer.cutShort() : Self.unreachable(url, error)
    }
    progress(DownloadProgress(name: file.name, host: host, bytes: part.count, total: part.count))
  }

  static let goOn = "try again: the download goes on where it ended"
  static let offline = "check the network, or give the files with --from FILE, DIR or URL"

  private static func unreachable(_ url: URL, _ error: URLError) -> DownloadError {
    DownloadError(
      .unreachable,
      Report(
        "the server cannot be reached", place: url.absoluteString, got: error.localizedDescription, cure: offline))
  }

  private static func joined(_ failures: [DownloadError], _ file: DownloadFile) -> DownloadError {
    if failures.count == 1 { return failures[0] }
    guard !failures.isEmpty else {
      return DownloadError(
        .allMirrors,
        Report(
          "there is no address to download from", place: file.name,
          cure: "give the files with --from FILE, DIR or URL"))
    }
    let places = failures.map { failure in
      let got = failure.report.got.map { " (\($0))" } ?? ""
      return "\(failure.report.place ?? ""): \(failure.report.what)\(got)"
    }
    let isOffline = failures.allSatisfy { $0.code == .unreachable }
    return DownloadError(
      isOffline ? .noNetwork : .allMirrors,
      Report(
        isOffline ? "no server can be reached" : "no mirror delivers the file", place: file.name,
        got: places.joined(separator: "; "), cure: offline))
  }
}
