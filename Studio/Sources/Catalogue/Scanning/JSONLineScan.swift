import Foundation

/// Reads the fields of a JSON object of one line with numbers, texts and flags, and one level of objects.
///
/// A reader of the library's own logs: it gives up where a line holds more than that, escaped letters for example.
struct JSONLineScan {
  /// The value of a field.
  enum Value {
    case number(Double)
    case text(String)
    case flag(Bool)
    case null
  }

  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  /// Reads `line`, after which the memory holds a line feed.
  init(_ line: UnsafeRawBufferPointer) { bytes = line }

  /// Calls `body` with the hash of each field's name, whether it is in an inner object, and its value.
  ///
  /// - Returns: whether the whole line was understood.
  mutating func forEach(_ body: (_ name: UInt64, _ isInner: Bool, _ value: Value) -> Void) -> Bool {
    object(isInner: false, body) && place == bytes.count
  }

  /// FNV-1a of 64 bits.
  static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  private mutating func object(isInner: Bool, _ body: (UInt64, Bool, Value) -> Void) -> Bool {
    guard take("{") else { return false }
    if take("}") { return true }
    repeat {
      guard let name = text(), take(":") else { return false }
      if next == UInt8(ascii: "{") {
        guard !isInner, object(isInner: true, body) else { return false }
      } else if let value = value() {
        body(Self.hash(name), isInner, value)
      } else {
        return false
      }
    } while take(",")
    return take("}")
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: letter) else { return false }
    place += 1
    return true
  }

  private mutating func take(word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard place + count <= bytes.count, memcmp(bytes.baseAddress! + place, word.utf8Start, count) == 0 else {
      return false
    }
    place += count
    return true
  }

  /// The bytes of a text without escaped letters.
  private mutating func text() -> UnsafeRawBufferPointer? {
    guard take("\"") else { return nil }
    let start = place
    while let letter = next, letter != UInt8(ascii: "\"") {
      guard letter != UInt8(ascii: "\\") else { return nil }
      place += 1
    }
    let text = UnsafeRawBufferPointer(rebasing: bytes[start..<place])
    return take("\"") ? text : nil
  }

  private mutating func value() -> Value? {
    guard let next else { return nil }
    switch next {
    case UInt8(ascii: "\""): return text().map { .text(String(decoding: $0, as: UTF8.self)) }
    case UInt8(ascii: "t"): return take(word: "true") ? .flag(true) : nil
    case UInt8(ascii: "f"): return take(word: "false") ? .flag(false) : nil
    case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      // The number ends at the latest at the line feed.
      let start = (bytes.baseAddress! + place).assumingMemoryBound(to: CChar.self)
      var end: UnsafeMutablePointer<CChar>?
      let number = strtod(start, &end)
      guard let end, end > UnsafeMutablePointer(mutating: start) else { return nil }
      place += UnsafePointer(end) - start
      return place <= bytes.count && number.isFinite ? .number(number) : nil
    default: return nil
    }
  }
}
