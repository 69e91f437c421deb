import Foundation

/// A copy of all bytes of a file, independent of what happens to the file later.
final class FileContents: @unchecked Sendable {
  /// The bytes; never changed.
  let bytes: UnsafeRawBufferPointer

  /// Reads the regular file at `path`.
  ///
  /// - Throws: ``SafetensorsError`` with code `cannotRead`.
  init(path: String) throws(SafetensorsError) {
    func failure(_ what: String, expected: String, got: String) -> SafetensorsError {
      SafetensorsError(
        .cannotRead, what, path: path, expected: expected, got: got, cure: "check the path and its permissions")
    }

    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw failure(
        "the file cannot be opened", expected: "a safetensors file", got: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw failure("not a regular file", expected: "a safetensors file", got: "a folder or a device")
    }
    let size = Int(status.st_size)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    bytes = UnsafeRawBufferPointer(memory)
    var position = 0
    while position < size {
      let count = read(descriptor, memory.baseAddress! + position, min(size - position, 1 << 30))
      if count > 0 {
        position += count
      } else if count == 0 || errno != EINTR {
        // The instance is complete, so deinit frees the memory.
        let reason = count == 0 ? "a file that shrank to \(position) bytes" : String(cString: strerror(errno))
        throw failure("the file cannot be read", expected: "\(size) bytes", got: reason)
      }
    }
  }

  deinit { bytes.deallocate() }
}
