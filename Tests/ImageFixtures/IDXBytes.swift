import CZLib

/// The bytes of an IDX file.
package func idx(_ sizes: [UInt32], _ data: [UInt8], element: UInt8 = 0x08) -> [UInt8] {
  let words = sizes.flatMap { size in withUnsafeBytes(of: size.bigEndian) { [UInt8]($0) } }
  return [0, 0, element, UInt8(sizes.count)] + words + data
}

/// `bytes` as a gzip file.
package func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  // 15 bits of window, 16 for gzip's header and trailer.
  guard deflateInit2_(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
    fatalError("zlib cannot start")
  }
  defer { deflateEnd(&stream) }
  var source = bytes
  var target = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))) + 32)
  let count = source.withUnsafeMutableBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(source.count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(target.count)
      return deflate(&stream, Z_FINISH) == Z_STREAM_END ? Int(stream.total_out) : 0
    }
  }
  return Array(target[..<count])
}

/// Bytes that look random but are the same every time.
package func noise(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return UInt8(state >> 24)
  }
}
