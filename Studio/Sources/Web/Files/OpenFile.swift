import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// A regular file that is open for reading; closed when it is released.
final class OpenFile: Sendable {
  /// The size in bytes when the file was opened.
  let size: Int
  /// Changes when the file does.
  let tag: String
  private let descriptor: Int32

  /// Opens a file below a root; blocks.
  init(_ root: FileRoot, _ relative: String) throws(WebError) {
    let path = try root.file(relative)
    // Not blocking: a pipe without a writer would wait for one.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0, let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular
    else {
      if descriptor >= 0 { close(descriptor) }
      throw .notFound("there is no file \(relative.prefix(200).debugDescription)")
    }
    self.descriptor = descriptor
    size = Int(lseek(descriptor, 0, SEEK_END))
    let number = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
    let modified = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    tag = "\"\(String(number, radix: 36))-\(String(size, radix: 36))-\(modified)\""
  }

  /// The bytes of a part, in pieces that are read as the other side takes them.
  func body(_ range: Range<Int>) -> ResponseBody {
    ResponseBody(contentLength: range.count) { writer in
      var start = range.lowerBound
      while start < range.upperBound {
        let (first, count) = (start, min(128 << 10, range.upperBound - start))
        let piece = try await NIOThreadPool.singleton.runIfActive { try self.read(count, from: first) }
        try await writer.write(piece)
        start += piece.readableBytes
      }
      try await writer.finish(nil)
    }
  }

  private func read(_ count: Int, from start: Int) throws -> ByteBuffer {
    var piece = ByteBufferAllocator().buffer(capacity: count)
    let read = piece.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
      max(0, pread(descriptor, bytes.baseAddress, count, off_t(start)))
    }
    // A file that was cut while it was sent: the length is promised already, so the connection ends.
    guard read > 0 else { throw IOError(errnoCode: EIO, reason: "the file has become shorter") }
    return piece
  }

  deinit { close(descriptor) }
}
