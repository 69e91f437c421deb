import Foundation
import Hourglass

/// Reads `metrics.jsonl`, where possible from where it was left the last time.
///
/// The file is replaced whole with each epoch, and cut when a run is resumed: that the last line read is still there shows
/// that all before it are.
enum MetricsFile {
  /// Adds to `digest` the epochs of the file at `path` that it does not have; starts again where the file was cut.
  static func read(_ path: String, into digest: inout CurveDigest) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      digest = CurveDigest()
      return
    }
    defer { try? file.close() }
    if !continues(file, digest) { digest = CurveDigest() }
    guard (try? file.seek(toOffset: UInt64(digest.offset))) != nil, let data = try? file.readToEnd() else { return }
    forEachLine(data) { line in
      digest.offset += line.count + 1
      (digest.lastLength, digest.lastHash) = (line.count, JSONLineScan.hash(line))
      if let epoch = LoggedEpoch(line) { digest.add(epoch) }
    }
  }

  /// All epochs of the file at `path`; lines that cannot be read are left out.
  static func epochs(_ path: String) -> [LoggedEpoch] {
    var epochs: [LoggedEpoch] = []
    forEachLine(FileManager.default.contents(atPath: path) ?? Data()) { line in
      if let epoch = LoggedEpoch(line) { epochs.append(epoch) }
    }
    return epochs
  }

  /// A decoder of the lines that the library writes.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  /// Calls `body` with each line that has an end; the last may still be written.
  private static func forEachLine(_ data: Data, _ body: (UnsafeRawBufferPointer) -> Void) {
    data.withUnsafeBytes { bytes in
      var start = 0
      while start < bytes.count, let end = memchr(bytes.baseAddress! + start, 10, bytes.count - start) {
        let length = UnsafeRawPointer(end) - (bytes.baseAddress! + start)
        body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
        start += length + 1
      }
    }
  }

  /// Whether the last line read is where it was.
  private static func continues(_ file: FileHandle, _ digest: CurveDigest) -> Bool {
    let start = digest.offset - digest.lastLength - 1
    guard digest.offset > 0, start >= 0, (try? file.seek(toOffset: UInt64(start))) != nil,
      let line = try? file.read(upToCount: digest.lastLength + 1), line.count == digest.lastLength + 1
    else { return false }
    return line.last == UInt8(ascii: "\n") && JSONLineScan.hash(line.dropLast()) == digest.lastHash
  }
}
