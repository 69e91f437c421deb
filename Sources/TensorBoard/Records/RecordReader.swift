internal import Diagnostics
package import Files

/// Reads the records of a file in their order.
///
/// Memory is bounded by the longest record. A last record that is incomplete, as a crash leaves it, ends the file.
package struct RecordReader: ~Copyable {
  /// The maximum length of a record's data, 1 GiB.
  package static let maxLength = 1 << 30

  /// The position of the next record in the file.
  package private(set) var position = 0
  /// Whether there are no more records to read.
  package private(set) var isAtEnd = false
  /// The bytes of an incomplete record at the end; 0 until the end is reached.
  package private(set) var tornByteCount = 0

  private let file: InputFile
  private var window = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
  private var unread = 0..<0

  /// Opens the file at `path`.
  ///
  /// - Throws: `InputFileError`.
  package init(_ path: String) throws(InputFileError) { file = try InputFile(path, expected: "an event file") }

  deinit { window.deallocate() }

  /// The next record's data; nil at the end and at an incomplete record.
  ///
  /// - Throws: ``EventFileError``. After `damagedData` the next call reads the record behind the damaged one; after any
  ///   other there is no next record. `InputFileError` if the disk fails.
  package mutating func next() throws -> [UInt8]? {
    guard !isAtEnd else { return nil }
    try fill(Record.headerLength)
    guard unread.count >= Record.headerLength else { return end(torn: unread.count) }
    let header = UnsafeRawBufferPointer(rebasing: window[unread].prefix(Record.headerLength))
    let length = UInt64(littleEndian: header.loadUnaligned(as: UInt64.self))
    let lengthChecksum = UInt32(littleEndian: header.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    guard CRC32C.masked(UnsafeRawBufferPointer(rebasing: header[..<8])) == lengthChecksum else {
      throw failure(.damagedLength)
    }
    guard length <= Self.maxLength else { throw failure(.tooLong) }

    // A length beyond the end of the file allocates nothing.
    let count = Record.headerLength + Int(length) + Record.trailerLength
    guard position + count <= file.count else { return end(torn: file.count - position) }
    try fill(count)
    guard unread.count >= count else { return end(torn: unread.count) }
    let record = UnsafeRawBufferPointer(rebasing: window[unread].prefix(count))
    let data = UnsafeRawBufferPointer(rebasing: record[Record.headerLength..<count - Record.trailerLength])
    let checksum = record.loadUnaligned(fromByteOffset: count - Record.trailerLength, as: UInt32.self)
    let start = position
    position += count
    unread = unread.lowerBound + count..<unread.upperBound
    guard CRC32C.masked(data) == UInt32(littleEndian: checksum) else {
      throw EventFileError(.damagedData, path: file.path, position: start)
    }
    return [UInt8](data)
  }

  /// Ends the file, the last `count` bytes of which are an incomplete record.
  private mutating func end(torn count: Int) -> [UInt8]? {
    (isAtEnd, tornByteCount) = (true, count)
    return nil
  }

  /// Ends the file because of an error.
  private mutating func failure(_ code: EventFileError.Code) -> EventFileError {
    isAtEnd = true
    return EventFileError(code, path: file.path, position: position)
  }

  /// Reads until `count` bytes are unread, or the file ends.
  private mutating func fill(_ count: Int) throws(InputFileError) {
    guard unread.count < count else { return }
    var space = window
    if count > window.count { space = .allocate(byteCount: count, alignment: 16) }
    if !unread.isEmpty { space.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[unread])) }
    if space.baseAddress != window.baseAddress { window.deallocate() }
    window = space
    unread = 0..<unread.count
    unread = 0..<unread.count + (try file.read(into: UnsafeMutableRawBufferPointer(rebasing: window[unread.count...])))
  }
}
