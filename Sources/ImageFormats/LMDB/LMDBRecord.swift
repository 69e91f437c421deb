/// The position of a record in the file of a database.
package struct LMDBRecord: Hashable, Sendable {
  /// The offset of the key in the file.
  package let keyOffset: Int
  /// The offset of the value in the file.
  package let valueOffset: Int
  /// The length of the value in bytes.
  package let valueBytes: UInt32
  /// The length of the key in bytes.
  package let keyBytes: UInt16
}
