internal import SwiftProtobuf

extension Message {
  /// The message's bytes, the same every time.
  var encoded: [UInt8] {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    // Encoding fails only for a missing required field, which messages of proto3 do not have.
    guard let bytes: [UInt8] = try? serializedBytes(options: options) else {
      fatalError("\(Self.protoMessageName) cannot be encoded")
    }
    return bytes
  }
}
