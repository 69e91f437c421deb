import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// A checkpoint with the settings of its run, which hold the network: a `.tar.gz` that unpacks to a folder of a run.
///
/// The pieces are written as they are read. They are stored in the gzip without compression: parameters hardly shrink.
struct SnapshotArchive: Sendable {
  /// A file of the archive.
  struct Entry: Sendable {
    /// The path within the archive.
    let name: String
    let path: String
    let size: Int

    /// The regular file at `path`, called `name` in the archive; nil where there is none.
    init?(name: String, path: String) {
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
        attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? NSNumber
      else { return nil }
      (self.name, self.path, self.size) = (name, path, size.intValue)
    }
  }

  /// The name of the folder that it unpacks to.
  let folder: String
  let entries: [Entry]

  private var plainFolder: String {
    String(folder.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-._=+,".contains($0)) ? $0 : "_" })
  }

  /// The answer with the archive.
  func response(reading queue: ComputeQueue) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: "application/gzip", .cacheControl: "no-store",
        .contentDisposition: "attachment; filename=\"\(plainFolder).tar.gz\"",
      ],
      body: ResponseBody { writer in
        var gzip = GzipStorer()
        try await writer.write(ByteBuffer(bytes: gzip.header))
        for entry in entries {
          guard let file = FileHandle(forReadingAtPath: entry.path) else { continue }
          defer { try? file.close() }
          let head = TarHeader(name: "\(folder)/\(entry.name)", size: entry.size)
          try await writer.write(ByteBuffer(bytes: gzip.stored(head.bytes)))
          var left = entry.size
          while left > 0 {
            let wanted = min(left, 1 << 20)
            var bytes = try await queue { try [UInt8](file.read(upToCount: wanted) ?? Data()) }
            // A file that was cut meanwhile still has the size that its header says.
            if bytes.isEmpty { bytes = [UInt8](repeating: 0, count: wanted) }
            left -= bytes.count
            try await writer.write(ByteBuffer(bytes: gzip.stored(bytes)))
          }
          let rest = (512 - entry.size % 512) % 512
          if rest > 0 { try await writer.write(ByteBuffer(bytes: gzip.stored([UInt8](repeating: 0, count: rest)))) }
        }
        try await writer.write(ByteBuffer(bytes: gzip.stored([UInt8](repeating: 0, count: 1024)) + gzip.end))
        try await writer.finish(nil)
      })
  }
}

/// The header of a file in a tar archive (POSIX ustar).
struct TarHeader {
  let bytes: [UInt8]

  init(name: String, size: Int) {
    var head = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at start: Int, _ length: Int) {
      for (place, byte) in text.utf8.prefix(length).enumerated() { head[start + place] = byte }
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    // The name may be cut between folders into two fields.
    let parts = Self.split(name)
    put(parts.name, at: 0, 100)
    put("0000644", at: 100, 7)
    put("0000000", at: 108, 7)
    put("0000000", at: 116, 7)
    put(octal(size, 11), at: 124, 11)
    put(octal(Int(Date().timeIntervalSince1970), 11), at: 136, 11)
    put("        ", at: 148, 8)
    put("0", at: 156, 1)
    put("ustar", at: 257, 5)
    put("00", at: 263, 2)
    put(parts.prefix, at: 345, 155)
    put(octal(head.reduce(0) { $0 + Int($1) }, 6), at: 148, 6)
    (head[154], head[155]) = (0, UInt8(ascii: " "))
    bytes = head
  }

  private static func split(_ name: String) -> (prefix: String, name: String) {
    guard name.utf8.count > 100, let slash = name.lastIndex(of: "/") else { return ("", name) }
    return (String(name[..<slash]), String(name[name.index(after: slash)...]))
  }
}

/// A gzip file of blocks that are stored as they are (RFC 1951, 1952).
struct GzipStorer {
  private var checksum: UInt32 = ~0
  private var count: UInt32 = 0

  /// The bytes before the first block.
  let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

  /// `bytes` in blocks.
  mutating func stored(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 1000 + 16)
    var sum = checksum
    for byte in bytes { sum = Self.table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    checksum = sum
    count &+= UInt32(truncatingIfNeeded: bytes.count)
    var start = 0
    while start < bytes.count {
      let length = min(bytes.count - start, 65535)
      let size = UInt16(length)
      out += [0, UInt8(size & 0xFF), UInt8(size >> 8), UInt8(~size & 0xFF), UInt8(~size >> 8)]
      out += bytes[start..<start + length]
      start += length
    }
    return out
  }

  /// The bytes after the last block.
  var end: [UInt8] {
    let numbers = [~checksum, count].flatMap { number in (0..<4).map { UInt8(number >> (8 * UInt32($0)) & 0xFF) } }
    return [1, 0, 0, 0xFF, 0xFF] + numbers
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }
}
