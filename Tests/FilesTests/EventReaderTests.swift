import Files
import Foundation
import TestSupport
import Testing

/// A file of events that grows while it is read.
@Suite struct EventReaderTests {
  private struct Event: Codable, Hashable, Sendable {
    var stepNumber: Int
  }

  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder("events.jsonl")
  }

  private func line(_ number: Int) throws -> String { try Event(stepNumber: number).jsonLine() }

  @Test func `each line is read once, and none where there is no file yet`() throws {
    var reader = EventReader<Event>(path: path)
    #expect(try reader.read().events.isEmpty)
    var file = try LineFile(path)
    #expect(try reader.read().events.isEmpty)
    for number in 0..<5 {
      try file.append(line(2 * number))
      try file.append(line(2 * number + 1))
      let news = try reader.read()
      #expect(news.events.map(\.stepNumber) == [2 * number, 2 * number + 1])
      #expect(!news.hasStartedAgain)
      #expect(try reader.read().events.isEmpty)
    }
    #expect(try reader.offset == bytes(of: path).count)
  }

  @Test func `half a line is read when it is whole, and lines that are no events are left out`() throws {
    let text = try "\(line(1))\n{\"new\":1}\n\n\u{0}\u{1}\n[\n\(line(2))\n\(line(3))\n"
    var reader = EventReader<Event>(path: path)
    var read: [Int] = []
    let all = Array(text.utf8)
    for count in 1...all.count {
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: count == 1 ? folder.write([], "events.jsonl") : path))
      try file.seekToEnd()
      try file.write(contentsOf: all[(count - 1)..<count])
      try file.close()
      let news = try reader.read()
      #expect(!news.hasStartedAgain)
      read += news.events.map(\.stepNumber)
    }
    #expect(read == [1, 2, 3])
  }

  @Test(arguments: [1, 3, 9]) func `a file that was started again is read from its start`(_ count: Int) throws {
    var reader = EventReader<Event>(path: path)
    var file = try LineFile(path)
    for number in 1...3 { try file.append(line(number)) }
    _ = try reader.read()
    var next = try LineFile(path)
    for number in 0..<count { try next.append(line(7 + number)) }
    // Who still writes to the old file does not disturb.
    try file.append(line(4))
    let news = try reader.read()
    #expect(news.hasStartedAgain)
    #expect(news.events.map(\.stepNumber) == Array(7..<(7 + count)))
    #expect(try reader.read().events.isEmpty)
  }

  // Tests that wait for processes may hold all threads of Swift for minutes.
  @Test(.timeLimit(.minutes(30))) func `a reader beside a writer sees every line once, in order`() async throws {
    let path = path
    let writer = Task.detached {
      var file = try LineFile(path)
      for number in 0..<20_000 { try file.append(Event(stepNumber: number).jsonLine()) }
    }
    var reader = EventReader<Event>(path: path)
    var read: [Int] = []
    while read.last != 19_999 {
      let news = try reader.read()
      read += news.events.map(\.stepNumber)
      await Task.yield()
    }
    try await writer.value
    #expect(read == Array(0..<20_000))
  }

  @Test func `a file that cannot be written is an error, and nothing is removed`() throws {
    try folder.write([1], "events.jsonl/inner")
    #expect(throws: LineFileError.self) { _ = try LineFile(path) }
    #expect(throws: LineFileError.self) { _ = try LineFile(folder("missing/events.jsonl")) }
    #expect(try bytes(of: folder("events.jsonl/inner")) == [1])
    #expect(throws: EventReaderError.self) {
      var reader = EventReader<Event>(path: path)
      _ = try reader.read()
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full"))
  func `a full disk is an error of each line`() throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
    var file = try LineFile(path)
    for _ in 0..<2 {
      var failure: LineFileError?
      do throws(LineFileError) { try file.append("{}") } catch { failure = error }
      #expect("\(try #require(failure))".hasPrefix("\(path): the file cannot be written (got No space left on device)"))
    }
  }
}
