import Diagnostics
import Foundation
import TensorBoard
import TestSupport
import Testing

/// Event files of runs that are resumed.
@Suite struct ResumedEventsTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Writes the losses of `steps`.
  private func train(_ steps: ClosedRange<Int>, value: Double = 0, resumingAfter step: Int? = nil) throws {
    let writer = EventWriter(folder: folder("run"), resumingAfter: step)
    for step in steps { writer.write(.scalar(value), tag: "loss", step: step) }
    try writer.close()
  }

  @Test func `a resumed run repeats no step`() throws {
    try train(1...10)
    try train(6...12, value: 1, resumingAfter: 5)
    let expected = Dictionary(uniqueKeysWithValues: (1...12).map { ($0, [$0 <= 5 ? 0.0 : 1]) })
    #expect(try scalars(in: folder("run")) == expected)
    // Resumed again, before a step of the session in between.
    try train(4...12, value: 2, resumingAfter: 3)
    #expect(
      try scalars(in: folder("run")) == Dictionary(uniqueKeysWithValues: (1...12).map { ($0, [$0 <= 3 ? 0.0 : 2]) }))
  }

  @Test func `a resumed session starts at the step behind, for readers that look at a file already`() throws {
    try train(1...10)
    try train(6...7, resumingAfter: 5)
    let starts = try EventFolder.files(in: folder("run")).map { try events(of: $0)[1] }
    #expect(starts.map(\.sessionLog.status) == [.start, .start])
    #expect(starts.map(\.step) == [0, 6])
  }

  @Test func `records that stay keep their bytes, and a file with nothing to remove is not touched`() throws {
    try train(1...10)
    let path = try eventFile(in: folder("run"))
    let before = try bytes(of: path)
    let records = try records(of: path)
    let file = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int
    #expect(try EventFolder.discardEvents(after: 10, in: folder("run")).isEmpty)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int == file)
    #expect(try bytes(of: path) == before)
    let removal = try EventFolder.discardEvents(after: 4, in: folder("run"))
    #expect(removal.eventCount == 6)
    #expect(try bytes(of: path) == Array(before.prefix(records.prefix(6).reduce(0) { $0 + $1.count + 16 })))
  }

  @Test func `an incomplete last record is dropped`() throws {
    try train(1...10)
    let path = try eventFile(in: folder("run"))
    let whole = try bytes(of: path)
    try put(whole.dropLast(5), at: path)
    let removal = try EventFolder.discardEvents(after: 10, in: folder("run"))
    let length = try records(of: path)[2].count + 16
    #expect(removal.tornByteCount == length - 5)
    #expect(removal.eventCount == 0 && removal.damagedCount == 0)
    #expect(try scalars(in: folder("run")).keys.sorted() == Array(1...9))
    #expect(try EventFolder.discardEvents(after: 10, in: folder("run")).isEmpty)
  }

  @Test func `a damaged record is dropped, and those behind it stay`() throws {
    try train(1...10)
    let path = try eventFile(in: folder("run"))
    var bytes = try bytes(of: path)
    let records = try records(of: path)
    let place = records.prefix(5).reduce(0) { $0 + $1.count + 16 } + 12
    bytes[place] ^= 4
    try put(bytes, at: path)
    #expect(try EventFolder.discardEvents(after: 10, in: folder("run")).damagedCount == 1)
    #expect(try scalars(in: folder("run")).keys.sorted() == [1, 2, 3, 5, 6, 7, 8, 9, 10])
  }

  @Test func `a damaged length drops the rest`() throws {
    try train(1...10)
    let path = try eventFile(in: folder("run"))
    var bytes = try bytes(of: path)
    bytes[try records(of: path).prefix(5).reduce(0) { $0 + $1.count + 16 }] ^= 4
    try put(bytes, at: path)
    #expect(try EventFolder.discardEvents(after: 10, in: folder("run")).damagedCount == 1)
    #expect(try scalars(in: folder("run")).keys.sorted() == [1, 2, 3])
  }

  @Test func `settings and end of a run are written again, and other values beside them stay`() throws {
    let writer = EventWriter(folder: folder("run"))
    writer.write(HyperParameters(["epochs": .number(5)], group: "a"))
    writer.write([("loss", .scalar(1)), ("_hparams_/session_end_info", .scalar(2))], step: 1)
    writer.write(.success)
    try writer.close()
    let removal = try EventFolder.discardEvents(after: 1, in: folder("run"))
    #expect(removal.eventCount == 3)
    let tags = try events(of: try eventFile(in: folder("run"))).flatMap { $0.summary.value.map(\.tag) }
    #expect(tags == ["loss"])
  }

  @Test func `other files and other folders are left alone`() throws {
    try folder.write([1, 2, 3], "run/notes.txt")
    try folder.write([1, 2, 3], "run/validation/events.out.tfevents.1.a.1.0")
    try train(1...10)
    try EventFolder.discardEvents(after: 0, in: folder("run"))
    #expect(try bytes(of: folder("run/notes.txt")) == [1, 2, 3])
    #expect(try bytes(of: folder("run/validation/events.out.tfevents.1.a.1.0")) == [1, 2, 3])
    #expect(try EventFolder.discardEvents(after: 0, in: folder("missing")).isEmpty)
  }

  @Test func `a file that cannot be rewritten is reported, and the run is logged all the same`() throws {
    let failures = ReportedFailures()
    try train(1...10)
    try FileManager.default.createDirectory(
      atPath: folder("run/events.out.tfevents.0000000001.a.1.0"), withIntermediateDirectories: true)
    let writer = EventWriter(folder: folder("run"), resumingAfter: 10) { failures.append($0) }
    writer.write(.scalar(1), tag: "loss", step: 11)
    try writer.close()
    #expect(failures.codes == [.notRewritten])
    #expect(try events(of: try #require(EventFolder.files(in: folder("run")).last)).map(\.step) == [0, 11, 11])
  }

  @Test func `a file of 10 MB is read and rewritten`() throws {
    let writer = EventWriter(folder: folder("run"))
    let image = try PNGImage(smallPNG + (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    for step in 0..<200 {
      writer.write([("loss", .scalar(Double(step))), ("input", .images([image]))], step: step)
    }
    try writer.close()
    let path = try eventFile(in: folder("run"))
    let size = try bytes(of: path).count
    #expect(size > 10_000_000)
    #expect(try EventFolder.discardEvents(after: 99, in: folder("run")).eventCount == 100)
    let half = try bytes(of: path).count
    #expect(abs(half * 2 - size) < 200)
    #expect(try scalars(in: folder("run")).keys.sorted() == Array(0..<100))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("run")).count == 1)
  }
}
