import CGzip
import NIOCore

/// Compression in the format gzip (RFC 1952).
enum Gzip {
  /// `buffer` compressed; nil where that is not shorter.
  ///
  /// - Parameter level: 1, fast, to 9, small.
  static func compressed(_ buffer: ByteBuffer, level: Int32) -> ByteBuffer? {
    var stream = z_stream()
    // 16 beyond the window's size asks for gzip's header; the window of 32 KB and memory level 8 take 256 KB.
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let limit = buffer.readableBytes
    var output = ByteBufferAllocator().buffer(capacity: limit)
    let count = buffer.withUnsafeReadableBytes { input -> Int? in
      var count: Int?
      output.writeWithUnsafeMutableBytes(minimumWritableBytes: limit) { bytes in
        stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = bytes.bindMemory(to: UInt8.self).baseAddress
        stream.avail_out = UInt32(limit)
        count = deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : nil
        return count ?? 0
      }
      return count
    }
    return count == nil ? nil : output
  }
}
