internal import Files

/// Reads the events of a file in their order, with their checksums verified.
///
/// Memory is bounded by the longest event. An incomplete last record, as a crash leaves it, ends the file.
package struct EventFile: ~Copyable {
  private var records: RecordReader
  private let path: String

  /// Opens the file at `path`.
  ///
  /// - Throws: `InputFileError`.
  package init(_ path: String) throws {
    records = try RecordReader(path)
    self.path = path
  }

  /// The bytes of an incomplete record at the end; 0 until the end is reached.
  package var tornByteCount: Int { records.tornByteCount }

  /// The next event; nil at the end.
  ///
  /// - Throws: ``EventFileError``; after `damagedData` and `notAnEvent` the next call reads the event behind.
  ///   `InputFileError` if the disk fails.
  package mutating func next() throws -> Tensorboard_Event? {
    let position = records.position
    guard let data = try records.next() else { return nil }
    guard let event = Tensorboard_Event(record: data) else {
      throw EventFileError(.notAnEvent, path: path, position: position)
    }
    return event
  }
}
