internal import Diagnostics
internal import Foundation

/// A database, mapped into memory as it was when it was opened; records are numbered in the order of their keys.
///
/// Pages of a committed state are never changed while a transaction reads that state, so what the records refer to stays
/// the same, without a copy, until this object goes. Only somebody who cuts the file short meanwhile can break that.
package final class LMDBFile: Sendable {
  let location: LMDBLocation
  package let records: [LMDBRecord]

  /// Keeps writers from the pages.
  private let transaction: LMDBReadTransaction
  private let map: MappedFile

  package init(path: String) throws(LMDBError) {
    location = try LMDBLocation(path)
    try Self.checkHeader(location)
    // A writer may commit twice between the transaction's beginning and the look at the header.
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
    throw LMDBError(
      .locked,
      Report("the database is being written", place: path, cure: "try again when the other program has ended"))
  }

  /// Calls `body` with the value of a record.
  @inline(__always)
  package func withValue<R>(of record: LMDBRecord, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(self) {} }
    return try map.withBytes(record.valueOffset..<record.valueOffset + Int(record.valueBytes), body)
  }

  /// Calls `body` with the value of a record, of which it looks at little.
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

  /// The key of a record as text; bytes that are none are written as `\xff`.
  package func key(of record: LMDBRecord) -> String { withKey(of: record) { readableText($0) } }

  /// What messages call a record: the database's path and the key.
  func place(of record: LMDBRecord) -> String { "\(location.path), record \(key(of: record))" }

  /// Refuses files whose header liblmdb had better not see.
  private static func checkHeader(_ location: LMDBLocation) throws(LMDBError) {
    let map = try mapped(location)
    _ = try LMDBHeader.pair(map.bytes, path: location.file)
  }

  private static func mapped(_ location: LMDBLocation) throws(LMDBError) -> MappedFile {
    let descriptor = open(location.file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(status: errno, path: location.file, doing: "reading") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw LMDBError(
        .notLMDB,
        Report("not a regular file", place: location.file, cure: "give the folder of an LMDB database"))
    }
    let bytes = Int(status.st_size)
    guard bytes > 0 else {
      throw LMDBError(
        .truncated, Report("the file is empty", place: location.file, cure: "make or fetch the database again"))
    }
    guard let map = MappedFile(descriptor: descriptor, count: bytes) else {
      throw LMDBError(status: errno, path: location.file, doing: "mapping the file into memory")
    }
    return map
  }
}

/// Bytes as text of one line: what is no visible ASCII or UTF-8 is written as `\xff`; at most 200 bytes of it.
private func readableText(_ bytes: UnsafeRawBufferPointer) -> String {
  let shown = bytes.prefix(200)
  let text =
    if let text = String(validating: shown, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    {
      text
    } else {
      shown.map {
        (32..<127).contains($0) ? String(UnicodeScalar($0)) : "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16)
      }
      .joined()
    }
  return text + (bytes.count > shown.count ? "…" : "")
}
