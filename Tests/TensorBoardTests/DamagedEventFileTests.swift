import Diagnostics
import Files
import Foundation
import TensorBoard
import TestSupport
import Testing

/// Event files that are damaged or incomplete.
@Suite struct DamagedEventFileTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A small file with records of several kinds.
  private func sample() throws -> (path: String, bytes: [UInt8], records: [[UInt8]]) {
    let writer = EventWriter(folder: folder("run"))
    writer.write(HyperParameters(["rate": .number(0.001)], group: "a"))
    for step in 1...6 {
      writer.write([("loss", .scalar(1 / Double(step))), ("rate", .scalar(0.001))], step: step)
    }
    writer.write(.histogram(Histogram(of: [1, 2, 3], bucketCount: 4)), tag: "weights", step: 6)
    writer.write(.images([try PNGImage(smallPNG + [UInt8](repeating: 7, count: 500))]), tag: "input", step: 6)
    writer.write(.text("*settings*"), tag: "settings", step: 6)
    try writer.close()
    let path = try eventFile(in: folder("run"))
    return (path, try bytes(of: path), try records(of: path))
  }

  /// The records that can be read of the file at `path`, and the number of errors.
  private func readable(_ path: String) throws -> (records: [[UInt8]], errorCount: Int, tornByteCount: Int) {
    var reader = try RecordReader(path)
    var (records, errorCount): ([[UInt8]], Int) = ([], 0)
    while !reader.isAtEnd {
      do {
        guard let record = try reader.next() else { break }
        records.append(record)
      } catch is EventFileError { errorCount += 1 }
    }
    return (records, errorCount, reader.tornByteCount)
  }

  @Test func `a flipped bit, of more than 10,000, hides records and makes none`() throws {
    let (_, bytes, whole) = try sample()
    #expect(bytes.count * 8 > 10_000)
    let path = folder("flipped")
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      try put(damaged, at: path)
      let (read, errorCount, _) = try readable(path)
      // One of a length hides what is behind it; one of data hides their record.
      let isPrefix = read == Array(whole.prefix(read.count))
      let isWithoutOne = whole.indices.contains { Array(whole[..<$0] + whole[($0 + 1)...]) == read }
      guard errorCount == 1, read.count < whole.count, isPrefix || isWithoutOne else {
        Issue.record("bit \(bit): \(read.count) of \(whole.count) records, \(errorCount) errors")
        return
      }
    }
  }

  @Test func `random bytes behind right checksums are events or errors`() throws {
    var state: UInt32 = 1
    func random() -> UInt8 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    var bytes: [UInt8] = []
    for count in 0..<3000 { Record.append((0..<count % 100).map { _ in random() }, to: &bytes) }
    var file = try EventFile(try folder.write(bytes, "random"))
    var (eventCount, errorCount) = (0, 0)
    while true {
      do {
        guard try file.next() != nil else { break }
        eventCount += 1
      } catch let error as EventFileError {
        #expect(error.code == .notAnEvent)
        errorCount += 1
      }
    }
    #expect(eventCount + errorCount == 3000)
  }

  @Test func `a file cut anywhere ends behind its last whole record`() throws {
    let (_, bytes, whole) = try sample()
    var ends: [Int] = []
    for record in whole { ends.append((ends.last ?? 0) + record.count + 16) }
    let path = folder("cut")
    for length in 0...bytes.count {
      try put(Array(bytes[..<length]), at: path)
      let (read, errorCount, torn) = try readable(path)
      let count = ends.count { $0 <= length }
      #expect(read == Array(whole.prefix(count)))
      #expect(errorCount == 0)
      #expect(torn == length - (count == 0 ? 0 : ends[count - 1]))
    }
  }

  @Test func `a record longer than its file allocates nothing`() throws {
    var bytes: [UInt8] = []
    Record.append([1, 2, 3], to: &bytes)
    let whole = bytes.count
    // A length of 900 MiB with its right checksum, and no data.
    let length = withUnsafeBytes(of: UInt64(900 << 20).littleEndian) { [UInt8]($0) }
    bytes += length + length.withUnsafeBytes { l in withUnsafeBytes(of: CRC32C.masked(l).littleEndian) { [UInt8]($0) } }
    let path = try folder.write(bytes, "long")
    let (read, errorCount, torn) = try readable(path)
    #expect(read == [[1, 2, 3]])
    #expect(errorCount == 0 && torn == bytes.count - whole)
  }

  @Test func `a record of more than 1 GiB is refused`() throws {
    let length = withUnsafeBytes(of: UInt64(1 << 40).littleEndian) { [UInt8]($0) }
    let checksum = length.withUnsafeBytes { l in withUnsafeBytes(of: CRC32C.masked(l).littleEndian) { [UInt8]($0) } }
    var reader = try RecordReader(try folder.write(length + checksum, "long"))
    let error = #expect(throws: EventFileError.self) { try reader.next() }
    #expect(error?.code == .tooLong)
    #expect(try reader.next() == nil)
  }

  @Test func `a record that is not an event is an error with its place, and the next one is read`() throws {
    var bytes: [UInt8] = []
    Record.append([0xFF, 0xFF], to: &bytes)
    Record.append([9, 0, 0, 0, 0, 0, 0, 0, 0, 16, 5], to: &bytes)
    var file = try EventFile(try folder.write(bytes, "other"))
    let error = #expect(throws: EventFileError.self) { try file.next() }
    #expect(error?.code == .notAnEvent)
    #expect(error?.description.contains("byte 0") == true)
    #expect(try file.next()?.step == 5)
    #expect(try file.next() == nil)
  }

  @Test func `an empty file has no events`() throws {
    #expect(try events(of: try folder.write([], "empty")).isEmpty)
  }
}
