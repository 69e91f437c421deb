import Foundation

/// The output of a job's processes: appended to by them, and shortened here while they keep writing.
struct JobLog {
  /// The file.
  let path: String

  /// Opens the file for appending, and appends `line`.
  ///
  /// - Returns: the descriptor, which the caller closes; nil where it cannot be opened, with `errno` set.
  func open(appending line: String) -> Int32? {
    let descriptor = Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return nil }
    let bytes = Array("\(line)\n".utf8)
    _ = Foundation.write(descriptor, bytes, bytes.count)
    return descriptor
  }

  /// Drops the older half of a file of more than `limit` bytes, up to the end of a line.
  ///
  /// A process that has the file open for appending keeps writing. A line that it writes within the microseconds
  /// between the last read and the truncation is lost.
  func shorten(to limit: Int) {
    var status = stat()
    guard stat(path, &status) == 0, Int(status.st_size) > limit else { return }
    let descriptor = Foundation.open(path, O_RDWR | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var kept: [UInt8] = []
    var offset = off_t(status.st_size) - off_t(limit / 2)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor, &buffer, buffer.count, offset)
      guard count > 0 else { break }
      kept += buffer[..<count]
      offset += off_t(count)
    }
    guard ftruncate(descriptor, 0) == 0 else { return }
    let lines = kept.firstIndex(of: UInt8(ascii: "\n")).map { kept[(kept.index(after: $0))...] } ?? kept[...]
    var rest = Array("[older lines were dropped]\n".utf8) + lines
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest, rest.count)
      guard count > 0 else { break }
      rest.removeFirst(count)
    }
  }

  /// The last lines, at most `count` in at most 16 KiB; a line that was drawn again and again is as it was drawn last.
  func lastLines(_ count: Int) -> [String] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    let limit: UInt64 = 16 << 10
    try? file.seek(toOffset: size > limit ? size - limit : 0)
    let text = String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
      .map { $0.split(separator: "\r").last.map(String.init) ?? "" }
    return Array((size > limit ? lines.dropFirst() : lines[...]).suffix(count))
  }
}
