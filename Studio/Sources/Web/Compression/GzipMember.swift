import CGzip

/// A member of a gzip file (RFC 1952) that is made piece by piece; members one after the other are one file.
public final class GzipMember {
  private let stream: UnsafeMutablePointer<z_stream>

  /// Begins a member.
  ///
  /// - Parameter level: 0, stored as it is, or 1, fast, to 9, small.
  public init(level: Int32) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    if status != Z_OK { fatalError("zlib cannot begin to compress: \(status)") }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Takes `bytes`, and returns what of the member is ready.
  public func add(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, Z_NO_FLUSH) }

  /// The rest of the member.
  public func finish() -> [UInt8] { deflated([], Z_FINISH) }

  private func deflated(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
    var input = bytes
    var ready: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 64 << 10)
    input.withUnsafeMutableBufferPointer { input in
      (stream.pointee.next_in, stream.pointee.avail_in) = (input.baseAddress, UInt32(input.count))
      var isFull = true
      while isFull {
        let left = room.withUnsafeMutableBufferPointer { room in
          (stream.pointee.next_out, stream.pointee.avail_out) = (room.baseAddress, UInt32(room.count))
          deflate(stream, flush)
          return Int(stream.pointee.avail_out)
        }
        ready += room[..<(room.count - left)]
        isFull = left == 0
      }
    }
    return ready
  }
}
