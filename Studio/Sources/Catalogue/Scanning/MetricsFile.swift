import Foundation
import Hourglass

/// What is made of the epochs of a log, line by line, and where in the log it is.
protocol EpochReader {
  /// The bytes of the log that were read.
  var offset: Int { get set }
  /// The length and the hash of the last line read, which show whether the log was cut since.
  var lastLength: Int { get set }
  var lastHash: UInt64 { get set }

  /// Nothing of a log.
  init()

  /// Adds an epoch.
  mutating func add(_ epoch: LoggedEpoch)

  /// Notes a line that is no epoch.
  mutating func addDamagedLine()
}

extension EpochReader {
  mutating func addDamagedLine() {}
}

/// Reads `metrics.jsonl`, where possible from where it was left the last time, a piece at a time.
///
/// The file is replaced whole with each epoch, and cut when a run is resumed: that the last line read is still there shows
/// that all before it are.
enum MetricsFile {
  /// The bytes that are read at a time.
  private static let piece = 128 << 10

  /// Adds to `reader` the epochs of the file at `path` that it does not have; starts again where the file was cut.
  static func read(_ path: String, into reader: inout some EpochReader) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      reader = .init()
      return
    }
    defer { try? file.close() }
    if !continues(file, reader) { reader = .init() }
    guard (try? file.seek(toOffset: UInt64(reader.offset))) != nil else { return }
    forEachLine(file) { line in
      reader.offset += line.count + 1
      (reader.lastLength, reader.lastHash) = (line.count, JSONLineScan.hash(line))
      if let epoch = LoggedEpoch(line) {
        reader.add(epoch)
      } else if !line.isEmpty {
        reader.addDamagedLine()
      }
    }
  }

  /// Calls `body` with each epoch of the file at `path`; lines that cannot be read are left out.
  static func forEachEpoch(_ path: String, _ body: (LoggedEpoch) -> Void) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    forEachLine(file) { line in if let epoch = LoggedEpoch(line) { body(epoch) } }
  }

  /// A decoder of the lines that the library writes.
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }

  /// Calls `body` with each line that has an end, from where `file` is; the last may still be written.
  private static func forEachLine(_ file: FileHandle, _ body: (UnsafeRawBufferPointer) -> Void) {
    var rest = Data()
    while let next = try? file.read(upToCount: piece), !next.isEmpty {
      rest.append(next)
      let used = rest.withUnsafeBytes { forEachLine($0, body) }
      // A copy, so that what was read is freed.
      rest = Data(rest.dropFirst(used))
    }
  }

  /// Calls `body` with each line that has an end; the number of bytes of all of them.
  private static func forEachLine(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) -> Int {
    var start = 0
    while start < bytes.count, let end = memchr(bytes.baseAddress! + start, 10, bytes.count - start) {
      let length = UnsafeRawPointer(end) - (bytes.baseAddress! + start)
      body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
      start += length + 1
    }
    return start
  }

  /// Whether the last line read is where it was.
  private static func continues(_ file: FileHandle, _ reader: some EpochReader) -> Bool {
    let start = reader.offset - reader.lastLength - 1
    guard reader.offset > 0, start >= 0, (try? file.seek(toOffset: UInt64(start))) != nil,
      let line = try? file.read(upToCount: reader.lastLength + 1), line.count == reader.lastLength + 1
    else { return false }
    return line.last == UInt8(ascii: "\n") && JSONLineScan.hash(line.dropLast()) == reader.lastHash
  }
}
