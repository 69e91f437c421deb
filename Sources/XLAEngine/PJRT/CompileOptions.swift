/// The options of a compilation.
package struct CompileOptions: Hashable, Sendable {
  /// Flags of XLA by name, without `--`: `xla_gpu_exclude_nondeterministic_ops`.
  ///
  /// A name that the plugin does not know is an error that names it.
  package var flags: [String: Flag]
  /// The plugin's number of the device to run on.
  package var device: Int

  /// The value of a flag.
  package enum Flag: Hashable, Sendable {
    case text(String)
    case truth(Bool)
    case integer(Int64)
    case number(Double)
  }

  /// Creates options; by default none, for the first device.
  package init(flags: [String: Flag] = [:], device: Int = 0) { (self.flags, self.device) = (flags, device) }

  /// The options as XLA's `CompileOptionsProto` (openxla/xla `xla/pjrt/proto/compile_options.proto`).
  ///
  /// One replica of one partition on the device; the same options give the same bytes.
  var encoded: [UInt8] {
    var message = WireMessage()
    message.append(field: 3) { build in
      build.append(field: 4, integer: 1)
      build.append(field: 5, integer: 1)
      guard device != 0 else { return }
      build.append(field: 9) { assignment in
        assignment.append(field: 1, integer: 1)
        assignment.append(field: 2, integer: 1)
        assignment.append(field: 3) { $0.append(field: 1, integer: UInt64(device)) }
      }
    }
    for (name, flag) in flags.sorted(by: { $0.key < $1.key }) {
      message.append(field: 7) { entry in
        entry.append(field: 1, text: name)
        entry.append(field: 2) { value in
          switch flag {
          case .text(let text): value.append(field: 1, text: text)
          case .truth(let truth): value.append(field: 2, integer: truth ? 1 : 0)
          case .integer(let integer): value.append(field: 3, integer: UInt64(bitPattern: integer))
          case .number(let number): value.append(field: 4, number: number)
          }
        }
      }
    }
    return message.bytes
  }
}

/// A message in the wire format of protocol buffers.
private struct WireMessage {
  private(set) var bytes: [UInt8] = []

  mutating func append(field: UInt64, integer: UInt64) {
    append(varint: field << 3)
    append(varint: integer)
  }

  mutating func append(field: UInt64, number: Double) {
    append(varint: field << 3 | 1)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func append(field: UInt64, text: String) { append(field: field, bytes: Array(text.utf8)) }

  mutating func append(field: UInt64, _ body: (inout WireMessage) -> Void) {
    var message = WireMessage()
    body(&message)
    append(field: field, bytes: message.bytes)
  }

  private mutating func append(field: UInt64, bytes content: [UInt8]) {
    append(varint: field << 3 | 2)
    append(varint: UInt64(content.count))
    bytes += content
  }

  private mutating func append(varint: UInt64) {
    var rest = varint
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
