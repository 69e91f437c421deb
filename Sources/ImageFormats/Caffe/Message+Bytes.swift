package import SwiftProtobuf

extension Message {
  /// Decodes the message in `bytes`.
  ///
  /// - Throws: why they are not a message.
  package init(encoded bytes: [UInt8]) throws { try self.init(serializedBytes: bytes) }

  /// Encodes the message.
  ///
  /// - Throws: why it is incomplete.
  package func encoded() throws -> [UInt8] { try serializedBytes() }
}
