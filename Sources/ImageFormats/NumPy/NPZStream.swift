package import Files

/// A `.npz` file of NumPy that is written array by array, each row by row: a zip archive of stored `.npy` entries.
///
/// Sizes are 64-bit where they need to be (ZIP64; PKWARE's APPNOTE 6.3.10). Equal arrays give equal bytes.
package struct NPZStream {
  private struct Entry {
    var name: [UInt8]
    var offset: Int
    var bytes = 0
    var checksum: UInt32 = 0
  }

  private var entries: [Entry] = []
  private var position = 0
  private var array: NPYStream?

  /// Starts an archive.
  package init() {}

  /// Ends the array before, and starts the array `name`.
  package mutating func begin(
    _ name: String, _ descriptor: String, rowShape: [Int], to file: inout AtomicFileWriter
  ) throws {
    try end(&file)
    entries.append(Entry(name: Array("\(name).npy".utf8), offset: position))
    let header = Self.localHeader(entries[entries.count - 1])
    try file.append(header)
    position += header.count
    array = try NPYStream(descriptor, rowShape: rowShape, at: position, to: &file)
  }

  /// Appends `count` rows of the array as their bytes.
  package mutating func append(
    _ data: UnsafeRawBufferPointer, rows count: Int, to file: inout AtomicFileWriter
  ) throws {
    try array?.append(data, rows: count, to: &file)
  }

  /// Ends the last array, and writes the directory of the archive.
  package mutating func finish(_ file: inout AtomicFileWriter) throws {
    try end(&file)
    let start = position
    for entry in entries {
      let record = Self.directoryEntry(entry)
      try file.append(record)
      position += record.count
    }
    try file.append(Self.directoryEnd(count: entries.count, start: start, bytes: position - start))
  }

  private mutating func end(_ file: inout AtomicFileWriter) throws {
    guard var finished = array else { return }
    let place = entries.count - 1
    entries[place].checksum = try finished.finish(&file)
    entries[place].bytes = finished.bytes
    try file.rewrite(Self.localHeader(entries[place]), at: entries[place].offset)
    position += finished.bytes
    array = nil
  }

  /// The version that reads ZIP64, and the first day that the format knows.
  private static let version = 45
  private static let day = 0x21
  private static let large = 0xFFFF_FFFF

  private static func localHeader(_ entry: Entry) -> [UInt8] {
    // Both sizes are in the extra field, as they are not known when the header is first written.
    let extra = little(1, 2) + little(16, 2) + little(entry.bytes, 8) + little(entry.bytes, 8)
    return little(0x0403_4B50, 4) + little(version, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(day, 2)
      + little(Int(entry.checksum), 4) + little(large, 4) + little(large, 4) + little(entry.name.count, 2)
      + little(extra.count, 2) + entry.name + extra
  }

  private static func directoryEntry(_ entry: Entry) -> [UInt8] {
    var extra: [UInt8] = []
    if entry.bytes >= large { extra += little(entry.bytes, 8) + little(entry.bytes, 8) }
    if entry.offset >= large { extra += little(entry.offset, 8) }
    if !extra.isEmpty { extra = little(1, 2) + little(extra.count, 2) + extra }
    let size = little(min(entry.bytes, large), 4)
    var record = little(0x0201_4B50, 4) + little(version, 2) + little(version, 2) + little(0, 2) + little(0, 2)
    record += little(0, 2) + little(day, 2) + little(Int(entry.checksum), 4) + size + size
    record += little(entry.name.count, 2) + little(extra.count, 2) + little(0, 2) + little(0, 2) + little(0, 2)
    return record + little(0, 4) + little(min(entry.offset, large), 4) + entry.name + extra
  }

  private static func directoryEnd(count: Int, start: Int, bytes: Int) -> [UInt8] {
    var end: [UInt8] = []
    if start >= large || bytes >= large {
      end += little(0x0606_4B50, 4) + little(44, 8) + little(version, 2) + little(version, 2) + little(0, 4)
      end += little(0, 4) + little(count, 8) + little(count, 8) + little(bytes, 8) + little(start, 8)
      end += little(0x0706_4B50, 4) + little(0, 4) + little(start + bytes, 8) + little(1, 4)
    }
    return end + little(0x0605_4B50, 4) + little(0, 2) + little(0, 2) + little(count, 2) + little(count, 2)
      + little(min(bytes, large), 4) + little(min(start, large), 4) + little(0, 2)
  }

  /// The lowest `count` bytes of `value`, the lowest first.
  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
