import Foundation

/// The end of a log.
enum LogTail {
  /// At most `limit` bytes of the end of the file at `path`, from the start of a line; nil where there is no file.
  ///
  /// Of a line that was drawn again and again, as progress is, the last drawing is kept.
  static func text(_ path: String, limit: Int) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    let start = size > UInt64(limit) ? size - UInt64(limit) : 0
    try? file.seek(toOffset: start)
    var text = plain(String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self))
    if start > 0 { text = text.firstIndex(of: "\n").map { String(text[text.index(after: $0)...]) } ?? text }
    return text
  }

  /// What is in the file after `offset`, at most `limit` bytes of whole lines, and the new offset.
  ///
  /// Without an offset nothing is new: a page has loaded what is there.
  static func news(_ path: String, after offset: Int?, limit: Int) -> (text: String, offset: Int) {
    guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
      return ("", offset ?? 0)
    }
    defer { try? file.close() }
    // A log that was shortened is followed from its end.
    guard let offset, Int(size) >= offset else { return ("", Int(size)) }
    guard Int(size) > offset else { return ("", offset) }
    let start = max(offset, Int(size) - limit)
    try? file.seek(toOffset: UInt64(start))
    let bytes = (try? file.readToEnd()) ?? Data()
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return ("", offset) }
    let lines = bytes[bytes.startIndex...end]
    return (plain(String(decoding: lines, as: UTF8.self)), start + lines.count)
  }

  private static func plain(_ text: String) -> String {
    guard text.contains("\r") else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.split(separator: "\r").last ?? "" }.joined(separator: "\n")
  }
}
