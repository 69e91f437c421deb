/// Parses the JSON of a safetensors header: objects, strings and arrays of integers, repeated keys included.
struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  /// The index of the next byte.
  private(set) var position = 0

  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Reads an object; `member` receives each key and reads its value.
  mutating func object(
    _ member: (inout JSONScanner, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try take("{")
    if next(is: "}") { return }
    repeat {
      let key = try string()
      try take(":")
      try member(&self, key)
    } while next(is: ",")
    try take("}")
  }

  /// Reads an array of integers from 0 to Int.max.
  mutating func integers() throws(SafetensorsError) -> [Int] {
    var result: [Int] = []
    try take("[")
    if next(is: "]") { return result }
    repeat { result.append(try integer()) } while next(is: ",")
    try take("]")
    return result
  }

  private mutating func integer() throws(SafetensorsError) -> Int {
    skipSpace()
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Int(digits), digits.count == 1 || digits.first != "0" else {
      position = start
      throw failure(expected: "an integer from 0 to 2⁶³ - 1")
    }
    return value
  }

  /// Reads a string.
  mutating func string() throws(SafetensorsError) -> String {
    try take("\"")
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      guard byte >= 0x20 else { throw failure(expected: "an escaped control character") }
      position += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &content) } else { content.append(byte) }
    }
    guard position < bytes.count else { throw failure(expected: "the end of a string") }
    position += 1
    guard let text = String(validating: content, as: UTF8.self) else {
      throw failure(expected: "UTF-8 before it")
    }
    return text
  }

  /// Reads the rest of an escape, after the backslash.
  private mutating func escape(into content: inout [UInt8]) throws(SafetensorsError) {
    guard position < bytes.count else { throw failure(expected: "an escape") }
    let kind = Unicode.Scalar(bytes[position])
    position += 1
    switch kind {
    case "\"", "\\", "/": content.append(UInt8(ascii: kind))
    case "b": content.append(0x08)
    case "f": content.append(0x0C)
    case "n": content.append(0x0A)
    case "r": content.append(0x0D)
    case "t": content.append(0x09)
    case "u":
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        units.append(try codeUnit())
      }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw failure(expected: "a complete UTF-16 pair before it")
      }
      content += Array(text.utf8)
    default:
      position -= 1
      throw failure(expected: "an escape of JSON")
    }
  }

  private mutating func codeUnit() throws(SafetensorsError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure(expected: "four hexadecimal digits") }
    position += 4
    return unit
  }

  /// Requires that only white space is left.
  mutating func finish() throws(SafetensorsError) {
    skipSpace()
    if position < bytes.count { throw failure(expected: "the end of the header") }
  }

  /// Skips white space.
  mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ mark: Unicode.Scalar) throws(SafetensorsError) {
    if !next(is: mark) { throw failure(expected: "\(mark)") }
  }

  private mutating func next(is mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  /// The error of something unexpected at the current position.
  func failure(expected: String) -> SafetensorsError {
    let got =
      position < bytes.count
      ? "\(String(decoding: bytes[position...].prefix(12), as: UTF8.self).debugDescription)" : "the header's end"
    return SafetensorsError(
      .badHeader, "not a safetensors file, or a damaged one: the header is wrong at byte \(position)", path: path,
      expected: expected, got: got, cure: SafetensorsError.useAnother)
  }

  /// The error of a name that occurs twice.
  func duplicate(_ name: String) -> SafetensorsError {
    SafetensorsError(
      .duplicateName, "\(name.debugDescription) occurs twice in the header", path: path, expected: "each name once",
      cure: SafetensorsError.useAnother)
  }
}
