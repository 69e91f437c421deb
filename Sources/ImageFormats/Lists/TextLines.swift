internal import Diagnostics
internal import Foundation

/// The lines of a text file, as bytes; ends of lines are LF or CR LF, a mark of the byte order is left out.
package struct TextLines {
  private let bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes[3...]) : bytes }

  /// The lines of the file at `path`.
  ///
  /// - Throws: ``ImageListError``.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let reason = errno
      let isMissing = reason == ENOENT || reason == ENOTDIR
      throw ImageListError(
        isMissing ? .missing : .unreadable,
        Report(
          isMissing ? "no such file" : "the file cannot be read", place: path, got: String(cString: strerror(reason)),
          cure: isMissing ? "check the path" : "make the file readable for this user"))
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ImageListError(
        .unreadable,
        Report("not a regular file", place: path, expected: "a text file", cure: "give the path of a file"))
    }
    do {
      self.init(bytes: [UInt8](try file.readToEnd() ?? Data()))
    } catch {
      throw ImageListError(
        .unreadable,
        Report(
          "reading failed", place: path, got: error.localizedDescription, cure: "check the disk that holds the file"))
    }
  }

  /// Calls `body` with each line, without its end and outer blanks, and its number from 1.
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
