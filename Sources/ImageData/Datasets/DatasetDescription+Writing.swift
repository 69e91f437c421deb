internal import Files
import ImageFormats
import Pictures

extension DatasetDescription {
  /// The text of the file: one line for each field that is not nil.
  public var yaml: String {
    var lines: [String] = []
    func add(_ field: Field, _ value: String?) {
      if let value { lines.append("\(field.rawValue): \(Self.quoted(value))") }
    }
    func add(_ field: Field, _ part: Part?) {
      guard let part else { return }
      guard let labels = part.labels else { return add(field, part.images) }
      lines += ["\(field.rawValue):", "  images: \(Self.quoted(part.images))", "  labels: \(Self.quoted(labels))"]
    }
    add(.kind, kind?.rawValue)
    add(.training, training)
    add(.validation, validation)
    add(.test, test)
    add(.root, root)
    add(.labels, labels)
    add(.channelOrder, channelOrder?.rawValue)
    add(.resize, resize?.description)
    add(.resizeMode, resizeMode?.rawValue)
    add(.resizeFilter, resizeFilter?.rawValue)
    add(.valueRange, valueRange?.description)
    add(.colour, colour.map { $0 == .grey ? "grey" : "rgb" })
    add(.mean, mean)
    add(.split, split?.description)
    return lines.map { $0 + "\n" }.joined()
  }

  /// Writes the file at `path`, whole or not at all.
  ///
  /// - Throws: `AtomicFileError`.
  public func write(to path: String) throws { try AtomicFile.write(text: yaml, to: path) }

  /// `text` as a YAML scalar: plain if it is unambiguous, else in double quotes.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.first.map { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "_") } == true
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "/_.-%".utf8.contains($0) }
    guard !isPlain else { return text }
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case " "..."~": "\(scalar)"
      default:
        scalar.value > 0xFFFF ? "\\U\(digits(scalar, 8))" : "\\u\(digits(scalar, 4))"
      }
    }
    return "\"\(escaped.joined())\""
  }

  private static func digits(_ scalar: Unicode.Scalar, _ count: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
