import Diagnostics
import Files

/// The records of a CSV file (RFC 4180), read one after the other; a field in quotes may hold commas and line ends.
struct CSVRecords: ~Copyable {
  private let file: InputFile
  private var piece = [UInt8](repeating: 0, count: 1 << 16)
  private var filled = 0
  private var position = 0
  /// The number of the line that the last record starts on, from 1.
  private(set) var line = 0
  private var nextLine = 1
  /// The maximum length of a record in bytes.
  private static let maxBytes = 256 << 20

  /// Opens the file at `path`.
  ///
  /// - Throws: `InputFileError`.
  init(path: String) throws(InputFileError) {
    file = try InputFile(path, expected: "a CSV file")
  }

  /// The fields of the next record that is not empty; nil at the end of the file.
  ///
  /// - Throws: ``CodeFileError`` for quotes that do not end, or a record that is too long; `InputFileError`.
  mutating func next() throws -> [String]? {
    var fields: [String] = []
    var field: [UInt8] = []
    var (isQuoted, bytes) = (false, 0)
    line = nextLine
    func text() -> String { String(decoding: field, as: UTF8.self) }
    while let byte = try nextByte() {
      bytes += 1
      guard bytes <= Self.maxBytes else { throw error("the line is too long", "at most \(Self.maxBytes) bytes") }
      switch byte {
      case UInt8(ascii: "\""):
        // Two quotes within quotes are one.
        if isQuoted, try peek() == byte {
          position += 1
          field.append(byte)
        } else {
          isQuoted.toggle()
        }
      case UInt8(ascii: ",") where !isQuoted:
        fields.append(text())
        field.removeAll(keepingCapacity: true)
      case UInt8(ascii: "\n") where !isQuoted:
        nextLine += 1
        if field.last == UInt8(ascii: "\r") { field.removeLast() }
        if !fields.isEmpty || !field.isEmpty { return fields + [text()] }
        line = nextLine
      default:
        if byte == UInt8(ascii: "\n") { nextLine += 1 }
        field.append(byte)
      }
    }
    if isQuoted { throw error("a field in quotes does not end", "a closing quote") }
    return fields.isEmpty && field.isEmpty ? nil : fields + [text()]
  }

  private func error(_ what: String, _ expected: String) -> CodeFileError {
    CodeFileError(.badValue, Report(what, place: "\(file.path), line \(line)", expected: expected))
  }

  @inline(__always)
  private mutating func nextByte() throws -> UInt8? {
    if position < filled {
      position += 1
      return piece[position - 1]
    }
    let byte = try peek()
    position += 1
    return byte
  }

  private mutating func peek() throws -> UInt8? {
    if position >= filled {
      let isFirst = line == 1 && nextLine == 1 && filled == 0
      (filled, position) = (try read(), 0)
      // The mark that some programs write before UTF-8.
      if isFirst, piece[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }
    return position < filled ? piece[position] : nil
  }

  private mutating func read() throws -> Int { try piece.withUnsafeMutableBytes { try file.read(into: $0) } }
}
