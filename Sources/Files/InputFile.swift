internal import Diagnostics
internal import Foundation

/// A regular file open for reading, closed at the end of this value's lifetime.
package struct InputFile: ~Copyable {
  /// The file's path, for messages.
  package let path: String
  /// The open file.
  package let descriptor: Int32
  /// The length in bytes when the file was opened.
  package let count: Int

  /// Opens the file at `path`.
  ///
  /// Opens only a regular file: opening a pipe could block, and opening a device could have any effect.
  /// - Parameters:
  ///   - path: the path for the system.
  ///   - title: the path in messages; `path` as text by default.
  ///   - expected: the expected content, for messages.
  /// - Throws: ``InputFileError``.
  package init(
    _ path: UnsafePointer<CChar>, title: @autoclosure () -> String? = nil, expected: String = "a file"
  ) throws(InputFileError) {
    func failure(_ number: Int32) -> InputFileError {
      InputFileError(number: number, path: path, title: title() ?? String(cString: path), expected: expected)
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(errno) }
    if let error = InputFileError(notRegular: status, title: title() ?? String(cString: path), expected: expected) {
      throw error
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno) }
    guard fstat(descriptor, &status) == 0 else {
      let number = errno
      close(descriptor)
      throw failure(number)
    }
    // Another file may have replaced it in between.
    if let error = InputFileError(notRegular: status, title: title() ?? String(cString: path), expected: expected) {
      close(descriptor)
      throw error
    }
    self.path = title() ?? String(cString: path)
    self.descriptor = descriptor
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills `buffer` from the current position and returns the number of bytes; fewer only at the end of the file.
  ///
  /// - Throws: ``InputFileError``.
  package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputFileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw InputFileError(readingFailed: path, number: errno) }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Calls `body` with all bytes of the file; bytes truncated meanwhile are missing.
  ///
  /// - Throws: ``InputFileError``, also for a file longer than `limit` bytes; what `body` throws.
  package borrowing func withBytes<R>(limit: Int = .max, _ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
    guard count <= limit else {
      throw InputFileError(
        .tooLong,
        Report(
          "the file is too long", place: path, expected: "at most \(limit) bytes", got: "\(count)",
          cure: "give a smaller file"))
    }
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 16)
    defer { bytes.deallocate() }
    let filled = try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
    return try body(UnsafeRawBufferPointer(rebasing: bytes[..<filled]))
  }
}
