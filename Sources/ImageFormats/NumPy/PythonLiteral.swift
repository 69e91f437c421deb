/// A parser for the dictionary in a `.npy` header: exactly its three keys, in any order, surrounded by blanks.
struct PythonLiteral {
  private let bytes: Slice<UnsafeRawBufferPointer>
  private var at: Int

  init(_ bytes: Slice<UnsafeRawBufferPointer>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  typealias Fields = (descriptor: String, isFortranOrder: Bool, shape: [Int])

  /// Parses the three values; nil for any other text.
  mutating func header() -> Fields? {
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = string(), take(":") else { return nil }
      switch key {
      case "descr" where descriptor == nil: descriptor = string() ?? list()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = boolean()
      case "shape" where shape == nil: shape = tuple()
      default: return nil
      }
      guard take(",") || next == UInt8(ascii: "}") else { return nil }
    }
    skipBlanks()
    guard at == bytes.endIndex, let descriptor, let isFortranOrder, let shape else { return nil }
    return (descriptor, isFortranOrder, shape)
  }

  private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D { at += 1 }
  }

  /// Skips `text` and the blanks around it; false if it is not next.
  private mutating func take(_ text: String) -> Bool {
    skipBlanks()
    guard bytes[at...].starts(with: text.utf8) else { return false }
    at += text.utf8.count
    skipBlanks()
    return true
  }

  private mutating func string() -> String? {
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    guard let end = bytes[(at + 1)...].firstIndex(of: quote) else { return nil }
    let text = bytes[(at + 1)..<end]
    guard text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
    at = end + 1
    skipBlanks()
    return String(decoding: text, as: UTF8.self)
  }

  /// The text of a structured type up to the closing bracket.
  private mutating func list() -> String? {
    guard next == UInt8(ascii: "["), let end = bytes[at...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let text = String(decoding: bytes[at...end], as: UTF8.self)
    at = end + 1
    skipBlanks()
    return text
  }

  private mutating func boolean() -> Bool? {
    if take("True") { return true }
    return take("False") ? false : nil
  }

  /// Sizes in parentheses with commas between them; a single one has a comma too.
  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var sizes: [Int] = []
    var hasComma = true
    while !take(")") {
      // NumPy has at most 64 dimensions.
      guard hasComma, sizes.count < 64, let size = number() else { return nil }
      sizes.append(size)
      hasComma = take(",")
    }
    return sizes.count == 1 && !hasComma ? nil : sizes
  }

  /// An integer; Python 2 appended an L.
  private mutating func number() -> Int? {
    var end = at
    while end < bytes.endIndex, (0x30...0x39).contains(bytes[end]) { end += 1 }
    guard end > at, let value = Int(String(decoding: bytes[at..<end], as: UTF8.self)) else { return nil }
    at = end
    if next == UInt8(ascii: "L") { at += 1 }
    skipBlanks()
    return value
  }
}
