package import SwiftProtobuf

extension Message {
  /// The message that `bytes` hold.
  ///
  /// - Throws: why they are none.
  package init(encoded bytes: [UInt8]) throws { try self.init(serializedBytes: bytes) }

  /// The message as bytes.
  ///
  /// - Throws: why it is incomplete.
  package func encoded() throws -> [UInt8] { try serializedBytes() }
}
