/// Where a record lies in the file of a database.
package struct LMDBRecord: Hashable, Sendable {
  /// In bytes from the file's beginning.
  package let keyOffset: Int
  /// In bytes from the file's beginning.
  package let valueOffset: Int
  /// In bytes.
  package let valueBytes: UInt32
  /// In bytes.
  package let keyBytes: UInt16
}
