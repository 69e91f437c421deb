/// The bytes of a pickle.
struct PickleInput {
  let bytes: [UInt8]
  private var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8? {
    guard at < bytes.count else { return nil }
    at += 1
    return bytes[at - 1]
  }

  mutating func skip(_ count: Int) -> Bool {
    guard count <= bytes.count - at else { return false }
    at += count
    return true
  }

  /// A little-endian number of `count` bytes, up to `Int.max`.
  mutating func number(_ count: Int) -> Int? {
    guard count <= bytes.count - at else { return nil }
    let value = bytes[at..<at + count].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    at += count
    return Int(exactly: value)
  }

  /// A signed number after its length in bytes; nil beyond `Int`.
  mutating func long() -> Int? {
    guard let length = number(1), skip(length) else { return nil }
    let digits = bytes[at - length..<at]
    guard let last = digits.last else { return 0 }
    return length > 8 ? nil : digits.reversed().reduce(last < 0x80 ? 0 : -1) { $0 << 8 | Int($1) }
  }

  /// A text after its length in `count` bytes.
  mutating func text(length count: Int) -> String? {
    guard let length = number(count), length <= bytes.count - at else { return nil }
    at += length
    return String(decoding: bytes[at - length..<at], as: UTF8.self)
  }

  /// The bytes up to the end of the line.
  mutating func line() -> ArraySlice<UInt8>? {
    guard let end = bytes[at...].firstIndex(of: 0x0A) else { return nil }
    defer { at = end + 1 }
    return bytes[at..<end]
  }

  /// The key of a remembered value: a line, a byte, or four bytes.
  mutating func index(_ code: UInt8, text: Unicode.Scalar, byte: Unicode.Scalar) -> Int? {
    if code == UInt8(ascii: text) { return line().flatMap { Int(String(decoding: $0, as: UTF8.self)) } }
    return number(code == UInt8(ascii: byte) ? 1 : 4)
  }
}

/// Texts of protocol 0.
extension PickleInput {
  /// The text of Python 2's literal for bytes, such as `'caf\xc3\xa9'`; the bytes are UTF-8.
  static func text(quoted literal: ArraySlice<UInt8>) -> String {
    var rest = literal
    if let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""), rest.count > 1,
      rest.last == quote
    {
      rest = rest.dropFirst().dropLast()
    }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      switch escape {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "x"): bytes += code(&rest, 2).map { [UInt8($0)] } ?? []
      default: bytes.append(escape)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text of a line in Latin-1 with escapes such as `\u20ac`.
  static func text(escaped line: ArraySlice<UInt8>) -> String {
    var rest = line
    var scalars = String.UnicodeScalarView()
    while let byte = rest.popFirst() {
      let isEscape = byte == UInt8(ascii: "\\")
      if isEscape, rest.first == UInt8(ascii: "u") || rest.first == UInt8(ascii: "U") {
        let count = rest.popFirst() == UInt8(ascii: "u") ? 4 : 8
        scalars.append(code(&rest, count).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
      } else {
        scalars.append(Unicode.Scalar(byte))
      }
    }
    return String(scalars)
  }

  /// The number of `count` hexadecimal digits; nil for other bytes.
  private static func code(_ rest: inout ArraySlice<UInt8>, _ count: Int) -> UInt32? {
    let digits = rest.prefix(count)
    rest = rest.dropFirst(count)
    return digits.count == count ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
  }
}
