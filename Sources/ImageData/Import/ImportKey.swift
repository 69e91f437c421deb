import ImageFormats

/// The keys of records, as Caffe's convert_imageset makes them: `00000012_cat/tabby.jpg`.
enum ImportKey {
  /// The maximum position; larger ones would not sort after the others.
  static let maxPosition = 99_999_999
  private static let digits = 8

  /// The key of the image at `position` of the list; a title that is too long is cut.
  static func bytes(position: Int, title: [UInt8]) -> [UInt8] {
    let number = String(position)
    let padded = String(repeating: "0", count: max(0, digits - number.count)) + number
    let key = title.isEmpty ? Array(padded.utf8) : Array("\(padded)_".utf8) + title
    return Array(key.prefix(LMDBWriter.maxKeyBytes))
  }

  /// The position at the start of a key; nil if an import did not make it.
  static func position(of key: UnsafeRawBufferPointer) -> Int? {
    guard key.count >= digits else { return nil }
    var position = 0
    for byte in key[..<digits] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      position = position * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return position
  }

  /// A key without the position at its start.
  static func title(of key: String) -> String {
    let number = key.prefix { $0.isASCII && $0.isNumber }
    guard number.count >= 5, key.dropFirst(number.count).first == "_" else { return key }
    return String(key.dropFirst(number.count + 1))
  }
}
