public import Diagnostics
internal import Foundation

/// Follows a file of events, one JSON object a line, that another process writes.
///
///     var reader = EventReader<LoggedTrainingEvent>(path: directory.events)
///     let news = try reader.read()  // call again from time to time
///
/// - Whole lines are read, each once; a line that is not complete yet is read when it is.
/// - Lines that are not events of this version are skipped: those of later versions, and damaged ones.
/// - Reading again costs little while the file stays as it is.
public struct EventReader<Event: Decodable & Sendable>: Sendable {
  /// The file.
  public let path: String
  /// The bytes read so far, all of them whole lines.
  public private(set) var offset = 0

  /// The first line that was read: another one means that the file was started again.
  private var first: [UInt8] = []

  /// What was added to the file since it was read before.
  public struct News: Sendable {
    /// Whether the file was started again since then: ``events`` are then all that it holds.
    public var hasStartedAgain: Bool
    /// The new events, oldest first.
    public var events: [Event]
  }

  /// Follows the file at `path` from its start; it need not exist yet.
  public init(path: String) { self.path = path }

  /// Reads the events added since the last call; none where there is no file.
  ///
  /// - Throws: ``EventReaderError`` when the file cannot be read.
  public mutating func read() throws(EventReaderError) -> News {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw EventReaderError(path, errno) }
      return News(hasStartedAgain: false, events: [])
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw EventReaderError(path, errno) }
    let size = Int(status.st_size)
    let start = try bytes(of: descriptor, from: 0, count: first.count)
    let isSame = start == first && size >= offset
    if !isSame { (offset, first) = (0, []) }
    guard size > offset else { return News(hasStartedAgain: !isSame, events: []) }
    let added = try bytes(of: descriptor, from: offset, count: size - offset)
    let lines = added.prefix((added.lastIndex(of: Self.lineEnd) ?? -1) + 1)
    if offset == 0, let end = lines.firstIndex(of: Self.lineEnd) { first = Array(lines[...end]) }
    offset += lines.count
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let events = lines.split(separator: Self.lineEnd).compactMap { try? decoder.decode(Event.self, from: Data($0)) }
    return News(hasStartedAgain: !isSame, events: events)
  }

  private static var lineEnd: UInt8 { 10 }

  /// At most `count` bytes of a file from `start`.
  private func bytes(of descriptor: Int32, from start: Int, count: Int) throws(EventReaderError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let read = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress! + done, count - done, off_t(start + done))
      }
      guard read > 0 else {
        if read == 0 { break }
        guard errno == EINTR else { throw EventReaderError(path, errno) }
        continue
      }
      done += read
    }
    bytes.removeLast(count - done)
    return bytes
  }
}

/// A file of events that cannot be read.
public struct EventReaderError: ReportedError {
  /// The kind of failure.
  public enum Code: Hashable, Sendable {
    /// The file cannot be opened or read.
    case unreadable
  }

  public let code: Code
  public let report: Report

  init(_ path: String, _ number: Int32) {
    code = .unreadable
    report = Report(
      "the events cannot be read", place: path, got: String(cString: strerror(number)),
      cure: "allow reading the file")
  }
}
