internal import Diagnostics
internal import Foundation
import ImageFormats

/// The first bytes of a file, by which its kind is told.
struct FileStart {
  private let bytes: [UInt8]

  static let length = 4096

  /// Reads the file at `path`.
  ///
  /// - Throws: ``DatasetError`` when the system refuses to.
  init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw DatasetError(
        code: .missingPath,
        report: Report(
          "the file cannot be read", place: path, got: String(cString: strerror(errno)),
          cure: "make the file readable for this user"))
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.length)
    let got = read(descriptor, &bytes, Self.length)
    self.bytes = Array(bytes.prefix(max(got, 0)))
  }

  func begins(_ bytes: [UInt8], _ text: String = "") -> Bool { self.bytes.starts(with: bytes + Array(text.utf8)) }

  /// Two zero bytes, an element type, a number of dimensions.
  var isIDX: Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && (8...14).contains(bytes[2]) && (1...4).contains(bytes[3])
  }

  /// Whether it is text: no control characters but blanks and ends of lines.
  var isText: Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }
  }

  /// Whether the first line that is not empty and no comment ends in a picture's name, or in one and a label.
  var looksLikeList: Bool {
    var verdict: Bool?
    TextLines(bytes: bytes).forEach { line, _ in
      guard verdict == nil, let first = line.first, first != UInt8(ascii: "#") else { return }
      verdict = PictureEnding.isPicture(ImageList.parts(of: line).path)
    }
    return verdict ?? false
  }

  /// What there is, in words.
  var words: String {
    if bytes.isEmpty { return "an empty file" }
    if isText {
      let line = bytes.prefix { $0 != 0x0A && $0 != 0x0D }.prefix(60)
      return "text that begins \"\(String(decoding: line, as: UTF8.self))\""
    }
    let digits = bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "bytes \(digits.joined(separator: " "))"
  }
}
