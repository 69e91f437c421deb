internal import Diagnostics
internal import Files
internal import Foundation

/// A database mapped into memory as it was when it was opened; records are numbered in the order of their keys.
///
/// LMDB never changes the pages of a committed state while a transaction reads it. The records therefore stay valid,
/// without a copy, as long as this object lives and nobody truncates the file.
package final class LMDBFile: Sendable {
  let location: LMDBLocation
  package let records: [LMDBRecord]

  /// Keeps writers from reusing the pages.
  private let transaction: LMDBReadTransaction
  private let map: MappedFile

  package init(path: String) throws {
    location = try LMDBLocation(path)
    try Self.checkHeader(location)
    // A writer may commit twice between the start of the transaction and reading the header.
    for _ in 0..<16 {
      let transaction = try LMDBReadTransaction(location)
      let map = try Self.mapped(location)
      let (first, second) = try LMDBHeader.pair(map.bytes, path: location.file)
      guard let header = [first, second].first(where: { $0.transaction == transaction.number }) else { continue }
      records = try LMDBTree.records(of: map.bytes, header: header, path: location.file, noteLook: map.noteLook)
      self.transaction = transaction
      self.map = map
      return
    }
    throw ImageFileError(
      .locked, "the database is being written", place: path, cure: "try again when the other program has ended")
  }

  /// Calls `body` with the value of a record.
  @inline(__always)
  package func withValue<R>(of record: LMDBRecord, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try map.withBytes(record.valueOffset..<record.valueOffset + Int(record.valueBytes), body)
  }

  /// Calls `body` with the value of a record; `body` reads only a few bytes.
  func withGlance<R>(at record: LMDBRecord, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    map.noteLook(4096)
    return try body(
      UnsafeRawBufferPointer(rebasing: map.bytes[record.valueOffset..<record.valueOffset + Int(record.valueBytes)]))
  }

  /// Calls `body` with the key of a record.
  package func withKey<R>(of record: LMDBRecord, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try body(
      UnsafeRawBufferPointer(rebasing: map.bytes[record.keyOffset..<record.keyOffset + Int(record.keyBytes)]))
  }

  /// The key of a record as text; bytes that are not text are written as `\xff`.
  package func key(of record: LMDBRecord) -> String { withKey(of: record) { readableText($0) } }

  /// The name of a record in messages: the database's path and the key.
  func place(of record: LMDBRecord) -> String { "\(location.path), record \(key(of: record))" }

  /// Checks the header, because liblmdb crashes on a damaged one.
  private static func checkHeader(_ location: LMDBLocation) throws {
    let map = try mapped(location)
    _ = try LMDBHeader.pair(map.bytes, path: location.file)
  }

  private static func mapped(_ location: LMDBLocation) throws -> MappedFile {
    let file = try InputFile(location.file, expected: "an LMDB database")
    guard file.count > 0 else {
      throw ImageFileError(
        .truncated, "the file is empty", place: location.file, cure: "make or fetch the database again")
    }
    guard let map = MappedFile(file) else {
      throw ImageFileError(status: errno, path: location.file, doing: "mapping the file into memory")
    }
    return map
  }
}
