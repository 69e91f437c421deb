import Foundation
import HTTPTypes
public import Hummingbird
import NIOCore
import NIOPosix

extension Request {
  /// Writes the body to a file, piece by piece as it comes: first under another name, then renamed when all is there.
  ///
  /// - Parameters:
  ///   - path: The file; replaced where it is there. Its folder must exist.
  ///   - limit: The maximum number of bytes.
  /// - Returns: The number of bytes.
  /// - Throws: ``WebError`` with status 413 where the body is longer, 400 where it ends early, 507 where the disk is full.
  ///   Nothing is left then.
  @discardableResult
  public func save(to path: String, limit: Int) async throws -> Int {
    try checkLength(limit: limit)
    let promised = headers[.contentLength].flatMap { Int($0) }
    let file = try await NIOThreadPool.singleton.runIfActive { try PartialFile(for: path) }
    do {
      var count = 0
      for try await part in body {
        count += part.readableBytes
        guard count <= limit else { throw WebError.bodyTooLong(limit) }
        try await NIOThreadPool.singleton.runIfActive { try file.append(part) }
      }
      guard promised == nil || promised == count else {
        throw WebError(.badRequest, type: "invalid", "the body ended after \(count) of \(promised ?? 0) bytes")
      }
      try await NIOThreadPool.singleton.runIfActive { try file.finish() }
      return count
    } catch {
      // Also where the task is cancelled.
      try await Task { try await NIOThreadPool.singleton.runIfActive { file.remove() } }.value
      throw error
    }
  }
}

/// A file that is being written under a name of its own.
private final class PartialFile: Sendable {
  private let path: String
  private let partial: String
  private let descriptor: Int32

  init(for path: String) throws(WebError) {
    self.path = path
    partial = "\(path).\(RandomText.make().prefix(8)).part"
    descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw Self.refusal() }
  }

  func append(_ part: ByteBuffer) throws(WebError) {
    var rest = part
    while rest.readableBytes > 0 {
      let count = rest.withUnsafeReadableBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.refusal() }
      rest.moveReaderIndex(forwardBy: count)
    }
  }

  func finish() throws(WebError) {
    guard fsync(descriptor) == 0, rename(partial, path) == 0 else { throw Self.refusal() }
  }

  func remove() { unlink(partial) }

  deinit { close(descriptor) }

  private static func refusal() -> WebError {
    let code = errno
    let isFull = code == ENOSPC || code == EDQUOT || code == EFBIG
    return WebError(
      isFull ? .insufficientStorage : .internalServerError, type: isFull ? "full" : "fault",
      isFull
        ? "the disk is full; remove something and try again"
        : "the upload cannot be written: \(String(cString: strerror(code)))")
  }
}

extension HTTPResponse.Status {
  static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
