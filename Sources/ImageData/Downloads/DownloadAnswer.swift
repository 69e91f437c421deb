internal import Diagnostics
internal import Foundation
internal import Synchronization

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// A server's answer to the request for a file or the rest of it, checked while it comes.
final class DownloadAnswer: Sendable {
  /// The server says that the part is all there is.
  struct NothingMissing: Error {}

  private struct State {
    var isBegun = false
    /// The length of the whole file that the server promises.
    var total: Int?
  }

  private let file: DownloadFile
  private let url: URL
  private let part: PartialFile
  private let start: Int
  private let state = Mutex(State())

  /// The answer to a request for the bytes of `file` from `start` on.
  init(file: DownloadFile, url: URL, part: PartialFile, start: Int) {
    (self.file, self.url, self.part, self.start) = (file, url, part, start)
  }

  /// Whether the server has begun to deliver.
  var isBegun: Bool { state.withLock { $0.isBegun } }
  var total: Int? { state.withLock { $0.total } }

  /// Refuses what is no file, and empties the part where the server begins at the start.
  func begin(_ response: HTTPURLResponse) throws {
    let total = try total(response)
    if let type = response.value(forHTTPHeaderField: "Content-Type"), type.lowercased().hasPrefix("text/html") {
      throw notData("a page of type \(type)")
    }
    if let total, total > file.greatestBytes { throw tooLong("\(total) bytes") }
    if response.statusCode != 206 { try part.restart() }
    let tag = response.value(forHTTPHeaderField: "ETag").flatMap { $0.hasPrefix("W/") ? nil : $0 }
    part.remember(validator: tag ?? response.value(forHTTPHeaderField: "Last-Modified"), for: url)
    state.withLock { $0 = State(isBegun: true, total: total) }
  }

  /// The length of the whole file by the answer's head; nil where it does not say.
  private func total(_ response: HTTPURLResponse) throws -> Int? {
    switch response.statusCode {
    case 200:
      guard response.value(forHTTPHeaderField: "Content-Encoding") == nil else { return nil }
      return response.value(forHTTPHeaderField: "Content-Length").flatMap { Int($0) }
    case 206:
      // bytes 100-199/200
      let words = (response.value(forHTTPHeaderField: "Content-Range") ?? "").split { " -/".contains($0) }
      guard words.count == 4, words[0].lowercased() == "bytes", Int(words[1]) == start else {
        try part.restart()
        throw status("another part than the one asked for")
      }
      return Int(words[3])
    case 416 where start > 0:
      // Either all of it is here, which the checksum will tell, or the part is of another file.
      throw NothingMissing()
    default: throw status("HTTP status \(response.statusCode)")
    }
  }

  /// Adds the next bytes to the part.
  func take(_ bytes: Data) throws {
    // Servers send a page for a login or an error as if it were the file.
    if part.count == 0, let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "<") {
      throw notData("a text that begins with <")
    }
    let limit = total ?? file.greatestBytes
    guard part.count + bytes.count <= limit else {
      try part.restart()
      throw tooLong("more than \(limit) bytes")
    }
    try part.append(bytes)
  }

  /// Makes sure that all came.
  func finish() throws {
    if let total, part.count < total { throw cutShort() }
  }

  func cutShort() -> DownloadError {
    DownloadError(
      .truncated,
      Report(
        "the connection ended before the file did", place: url.absoluteString, expected: "\(total ?? file.bytes) bytes",
        got: "\(part.count)", cure: Downloader.goOn))
  }

  private func status(_ words: String) -> DownloadError {
    DownloadError(
      .status,
      Report(
        "the server does not deliver the file", place: url.absoluteString, got: words,
        cure: "try another mirror with --from URL"))
  }

  private func notData(_ words: String) -> DownloadError {
    DownloadError(
      .notData,
      Report(
        "the server sends a page in place of the file", place: url.absoluteString,
        expected: "\(file.bytes) bytes of data",
        got: words, cure: "log in to the network if it asks for that, or try another mirror with --from URL"))
  }

  private func tooLong(_ words: String) -> DownloadError {
    DownloadError(
      .tooLong,
      Report(
        "the server sends more than the file has", place: url.absoluteString, expected: "\(file.bytes) bytes",
        got: words,
        cure: "try another mirror with --from URL"))
  }
}
