internal import Diagnostics
internal import Files

/// The lines of a text file, as bytes: they end with LF or CR LF; a byte order mark is skipped.
package struct TextLines {
  private let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes }

  /// The lines of the file at `path`.
  ///
  /// - Throws: `InputFileError`.
  init(path: String) throws { self.init(bytes: try InputFile(path, expected: "a text file").withBytes { [UInt8]($0) }) }

  /// Calls `body` with each line, trimmed, and its number from 1.
  package func forEach(_ body: (ArraySlice<UInt8>, Int) throws -> Void) rethrows {
    var start = bytes.startIndex
    var number = 1
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
      try body(Self.trimmed(bytes[start..<end]), number)
      start = end + 1
      number += 1
    }
  }

  /// `line` without blanks, tabs and carriage returns at both ends.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var line = line
    while let last = line.last, isBlank(last) || last == UInt8(ascii: "\r") { line.removeLast() }
    while let first = line.first, isBlank(first) { line.removeFirst() }
    return line
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
