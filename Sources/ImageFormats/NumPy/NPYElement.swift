import Pictures

/// The element type of a NumPy array.
public struct NPYElement: Hashable, Sendable {
  /// The kinds of elements.
  public enum Kind: Character, Hashable, Sendable, CaseIterable {
    case boolean = "b"
    case unsigned = "u"
    case signed = "i"
    case floating = "f"
  }

  /// The kind of element.
  public let kind: Kind
  /// The size of an element in bytes: 1, 2, 4 or 8; 2, 4 or 8 for floating.
  public let bytes: Int
  /// Whether it is an unsigned byte.
  var isByte: Bool { kind == .unsigned && bytes == 1 }
  /// Whether the most significant byte comes first.
  public let isBigEndian: Bool

  /// Parses a header's `descr`, `|u1` or `<f4`; nil for an unsupported type.
  init?(descriptor: String) {
    let characters = Array(descriptor)
    guard characters.count == 3, let kind = Kind(rawValue: characters[1]), let bytes = characters[2].wholeNumberValue,
      "<>=|".contains(characters[0])
    else { return nil }
    let sizes =
      switch kind {
      case .boolean: [1]
      case .unsigned, .signed: [1, 2, 4, 8]
      case .floating: [2, 4, 8]
      }
    guard sizes.contains(bytes), characters[0] != "|" || bytes == 1 else { return nil }
    self.kind = kind
    self.bytes = bytes
    isBigEndian = characters[0] == ">"
  }

  /// The number at `address`, which need not be aligned; false is 0, true 1.
  @inline(__always)
  func value(at address: UnsafeRawPointer) -> Double {
    switch (kind, bytes) {
    case (.boolean, _): address.load(as: UInt8.self) == 0 ? 0 : 1
    case (.unsigned, 1): Double(address.load(as: UInt8.self))
    case (.signed, 1): Double(address.load(as: Int8.self))
    case (.unsigned, 2): Double(integer(UInt16.self, address))
    case (.signed, 2): Double(integer(Int16.self, address))
    case (.unsigned, 4): Double(integer(UInt32.self, address))
    case (.signed, 4): Double(integer(Int32.self, address))
    case (.unsigned, _): Double(integer(UInt64.self, address))
    case (.signed, _): Double(integer(Int64.self, address))
    case (.floating, 2): Double(half: integer(UInt16.self, address))
    case (.floating, 4): Double(Float(bitPattern: integer(UInt32.self, address)))
    case (.floating, _): Double(bitPattern: integer(UInt64.self, address))
    }
  }

  @inline(__always)
  private func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type, _ address: UnsafeRawPointer
  ) -> Integer {
    let stored = address.loadUnaligned(as: Integer.self)
    return isBigEndian ? Integer(bigEndian: stored) : Integer(littleEndian: stored)
  }
}

extension NPYElement: CustomStringConvertible {
  public var description: String { "\(isBigEndian ? ">" : bytes == 1 ? "|" : "<")\(kind.rawValue)\(bytes)" }
}
