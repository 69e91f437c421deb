internal import CZLib
internal import Diagnostics
internal import Foundation

/// A file read front to back, inflated on the way where it is gzipped.
package final class InflatingInput {
  /// The most that one byte of a deflate stream can become.
  static let greatestExpansion = 1032

  let path: String
  /// The length of the file itself in bytes, compressed or not.
  let fileBytes: Int
  private let file: gzFile

  package init(path: String) throws(IDXError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      let reason = errno
      if reason == ENOENT || reason == ENOTDIR {
        throw IDXError(
          code: .missing, report: Report("no such file", place: path, cure: "check the path, or fetch the file"))
      }
      throw IDXError(
        code: .unreadable,
        report: Report(
          "cannot be opened", place: path, got: String(cString: strerror(reason)),
          cure: "make the file readable for this user"))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw IDXError(
        code: .unreadable,
        report: Report("not a regular file", place: path, expected: "a file", cure: "give the path of a file"))
    }
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw IDXError(
        code: .unreadable, report: Report("cannot be opened", place: path, got: "no memory", cure: "free some memory"))
    }
    gzbuffer(file, 256 << 10)
    self.path = path
    self.fileBytes = Int(status.st_size)
    self.file = file
  }

  deinit { gzclose_r(file) }

  /// Whether the file is gzipped, by its first two bytes.
  var isGzipped: Bool { gzdirect(file) == 0 }

  /// Fills `buffer` from the file and returns how many bytes came; fewer than asked for is the end of the data.
  ///
  /// A gzip stream without its end sets `isCutShort`, a damaged one is an error.
  package func read(into buffer: UnsafeMutableRawBufferPointer, isCutShort: inout Bool) throws(IDXError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let wanted = min(buffer.count - filled, 1 << 30)
      let got = gzread(file, buffer.baseAddress! + filled, UInt32(wanted))
      if got > 0 { filled += Int(got) }
      if got == wanted { continue }
      var status: Int32 = 0
      let words = gzerror(file, &status).map { String(cString: $0) } ?? ""
      switch status {
      case Z_OK, Z_STREAM_END: break
      case Z_BUF_ERROR: isCutShort = true
      case Z_ERRNO:
        throw IDXError(
          code: .unreadable,
          report: Report("reading failed", place: path, got: words, cure: "check the disk that holds the file"))
      default:
        throw IDXError(
          code: .corruptGzip,
          report: Report("the gzip stream is damaged", place: path, got: words, cure: "fetch the file again"))
      }
      break
    }
    return filled
  }
}
