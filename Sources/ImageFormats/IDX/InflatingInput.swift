internal import CZLib
internal import Files
internal import Foundation

/// A file read from front to back, inflated if it is gzipped.
package final class InflatingInput {
  /// The maximum expansion of one byte by deflate.
  static let maxExpansion = 1032

  let path: String
  /// The length of the file itself in bytes, compressed or not.
  let fileBytes: Int
  private let file: gzFile

  /// - Throws: `InputFileError`, ``ImageFileError`` when memory runs out.
  package init(path: String) throws {
    let input = try InputFile(path)
    // zlib closes its descriptor.
    guard let file = gzdopen(fcntl(input.descriptor, F_DUPFD_CLOEXEC, 0), "rb") else {
      throw ImageFileError(.noMemory, "cannot be opened", place: path, got: "no memory", cure: "free some memory")
    }
    gzbuffer(file, 256 << 10)
    self.path = path
    fileBytes = input.count
    self.file = file
  }

  deinit { gzclose_r(file) }

  /// Whether the file is gzipped, by its first two bytes.
  var isGzipped: Bool { gzdirect(file) == 0 }

  /// Fills `buffer` from the file and returns the number of bytes; fewer than requested mark the end of the data.
  ///
  /// Sets `isCutShort` when a gzip stream lacks its end.
  /// - Throws: ``ImageFileError`` when the gzip stream is damaged or reading fails.
  package func read(into buffer: UnsafeMutableRawBufferPointer, isCutShort: inout Bool) throws(ImageFileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let wanted = min(buffer.count - filled, 1 << 30)
      let got = gzread(file, buffer.baseAddress! + filled, UInt32(wanted))
      if got > 0 { filled += Int(got) }
      if got == wanted { continue }
      var status: Int32 = 0
      // zlib names what it reads: "<fd:4>: incorrect data check".
      let words = gzerror(file, &status).map { String(cString: $0).replacing(#/^<fd:\d+>: /#, with: "") } ?? ""
      switch status {
      case Z_OK, Z_STREAM_END: break
      case Z_BUF_ERROR: isCutShort = true
      case Z_ERRNO:
        throw ImageFileError(
          .unreadable, "reading failed", place: path, got: words, cure: "check the disk that holds the file")
      default:
        throw ImageFileError(
          .corrupt, "the gzip stream is damaged", place: path, got: words, cure: "fetch the file again")
      }
      break
    }
    return filled
  }
}
