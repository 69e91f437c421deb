internal import Diagnostics
import Pictures
internal import Files
import ImageFormats

/// The first bytes of a file, which identify its kind.
struct FileStart {
  private let bytes: [UInt8]

  static let length = 4096

  /// Reads the file at `path`.
  ///
  /// - Throws: `InputFileError`.
  init(path: String) throws {
    let file = try InputFile(path)
    let length = min(file.count, Self.length)
    var bytes = [UInt8](repeating: 0, count: length)
    let got = try bytes.withUnsafeMutableBytes { bytes throws(InputFileError) in try file.read(into: bytes) }
    self.bytes = Array(bytes.prefix(got))
  }

  func begins(_ bytes: [UInt8], _ text: String = "") -> Bool { self.bytes.starts(with: bytes + Array(text.utf8)) }

  /// Two zero bytes, an element type, a number of dimensions.
  var isIDX: Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && (8...14).contains(bytes[2]) && (1...4).contains(bytes[3])
  }

  /// Whether it has LMDB's magic number, after the header of the first page.
  var isLMDB: Bool {
    bytes.count >= 20 && [[0xDE, 0xC0, 0xEF, 0xBE], [0xBE, 0xEF, 0xC0, 0xDE]].contains(Array(bytes[16..<20]))
  }

  /// Whether it is a pickle of Python's protocols 2 to 5 that starts with a dictionary, like CIFAR's batches.
  var isPickle: Bool {
    bytes.count >= 3 && bytes[0] == 0x80 && (2...5).contains(bytes[1]) && [0x7D, 0x95].contains(bytes[2])
  }

  /// Whether it is text: without control characters other than whitespace.
  var isText: Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }
  }

  /// Whether the first line, except empty lines and comments, names a picture, optionally with a label.
  var looksLikeList: Bool {
    var verdict: Bool?
    TextLines(bytes: bytes).forEach { line, _ in
      guard verdict == nil, let first = line.first, first != UInt8(ascii: "#") else { return }
      verdict = PictureExtension.isPicture(ImageList.parts(of: line).path)
    }
    return verdict ?? false
  }

  /// A description of the bytes.
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
