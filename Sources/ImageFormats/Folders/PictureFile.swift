internal import Diagnostics
internal import Foundation
public import Pictures

/// The bytes of a file that holds an encoded picture.
package enum PictureFile {
  /// The longest file that is read, in bytes: a picture of the greatest size takes less, even uncompressed.
  static let greatestLength = 1 << 30

  /// Calls `body` with the bytes of the file at `path`, which messages call `title`.
  ///
  /// - Throws: ``PictureFileError``, or what `body` throws.
  package static func withBytes<R>(
    of path: UnsafePointer<CChar>, title: @autoclosure () -> String, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    var status = stat()
    // Somebody who writes into a pipe waits for it to be opened, and a device may do anything then.
    guard stat(path, &status) == 0 else { throw notFollowed(path, title(), number: errno) }
    if let error = PictureFileError(notRegular: status, path: title()) { throw error }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw PictureFileError(number: errno, path: title()) }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { throw PictureFileError(number: errno, path: title()) }
    if let error = PictureFileError(notRegular: status, path: title()) { throw error }
    guard status.st_size <= greatestLength else {
      throw PictureFileError(
        .tooLong,
        Report(
          "the file is too long for a picture", place: title(), expected: "at most \(greatestLength) bytes",
          got: "\(status.st_size)", cure: "scale the picture down, or take the file away"))
    }
    let length = Int(status.st_size)
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: max(length, 1), alignment: 16)
    defer { bytes.deallocate() }
    var filled = 0
    while filled < length {
      let got = read(descriptor, bytes.baseAddress.map { $0 + filled }, length - filled)
      if got < 0, errno == EINTR { continue }
      if got < 0 { throw PictureFileError(number: errno, path: title()) }
      // A file that became shorter meanwhile is judged by what is left of it.
      if got == 0 { break }
      filled += got
    }
    return try body(UnsafeRawBufferPointer(rebasing: bytes[..<filled]))
  }

  /// Why there is no status of the file at `path`, by the system's error `number`.
  private static func notFollowed(_ path: UnsafePointer<CChar>, _ title: String, number: Int32) -> PictureFileError {
    var status = stat()
    guard number == ENOENT || number == ELOOP, lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
      return PictureFileError(number: number, path: title)
    }
    return PictureFileError(
      .missing,
      Report(
        number == ELOOP ? "the link leads back to itself" : "the link leads nowhere", place: title,
        expected: "a picture", got: String(cString: strerror(number)),
        cure: "mend or remove the link, or take it off the list"))
  }
}

extension Picture {
  /// The picture in the file at `path`: JPEG, PNG, BMP or PPM, as its first bytes say.
  ///
  /// - Throws: ``PictureFileError``, ``PictureError``.
  public init(path: String) throws {
    self = try path.withCString { pointer in
      try PictureFile.withBytes(of: pointer, title: path) { try Picture(decoding: $0, place: path) }
    }
  }
}
