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
    let decoder = Self.decoder
    for line in lines(data) {
      digest.offset += line.count + 1
      (digest.lastLength, digest.lastHash) = (line.count, hash(line))
      if let epoch = try? decoder.decode(EpochReport.self, from: line) { digest.add(epoch) }
    }
  }

  /// All epochs of the file at `path`; lines that cannot be read are left out.
  static func epochs(_ path: String) -> [EpochReport] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    let decoder = Self.decoder
    return lines(data).compactMap { try? decoder.decode(EpochReport.self, from: $0) }
  }

  /// A decoder of the lines that the library writes.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  /// The lines that have an end; the last may still be written.
  private static func lines(_ data: Data) -> [Data] {
    var lines: [Data] = []
    var start = data.startIndex
    while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(data[start..<end])
      start = end + 1
    }
    return lines
  }

  /// Whether the last line read is where it was.
  private static func continues(_ file: FileHandle, _ digest: CurveDigest) -> Bool {
    let start = digest.offset - digest.lastLength - 1
    guard digest.offset > 0, start >= 0, (try? file.seek(toOffset: UInt64(start))) != nil,
      let line = try? file.read(upToCount: digest.lastLength + 1), line.count == digest.lastLength + 1
    else { return false }
    return line.last == UInt8(ascii: "\n") && hash(line.dropLast()) == digest.lastHash
  }

  /// FNV-1a of 64 bits.
  private static func hash(_ bytes: Data) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
