import Files
internal import Foundation

extension Picture {
  /// The maximum length of an input file in bytes; an uncompressed picture of the maximum size is shorter.
  package static let maxFileBytes = 1 << 30

  /// Reads the picture in the file at `path`: JPEG, PNG, BMP or PPM, recognised by its first bytes.
  ///
  /// - Throws: `InputFileError`, ``PictureError``.
  public init(path: String) throws {
    self = try Self.withFile(path, title: path) { try Picture(decoding: $0, place: path) }
  }

  /// Calls `body` with the bytes of the file at `path`; `title` is its name in messages.
  ///
  /// - Throws: `InputFileError`, or what `body` throws.
  package static func withFile<R>(
    _ path: UnsafePointer<CChar>, title: @autoclosure () -> String, _ body: (UnsafeRawBufferPointer) throws -> R
  ) throws -> R {
    try InputFile(path, title: title(), expected: "a picture").withBytes(limit: maxFileBytes, body)
  }

  /// Writes the picture to the file at `path`, whole or not at all: as a JPEG of quality 90 if the file extension is `jpg`
  /// or `jpeg`, else as a PNG.
  ///
  /// - Throws: `AtomicFileError`, ``PictureError``.
  public func write(to path: String) throws { try write(to: path, isSynced: true) }

  /// Writes one of many pictures, without waiting for the disk: a power cut may lose it.
  ///
  /// - Throws: `AtomicFileError`, ``PictureError``.
  package func writeUnsynced(to path: String) throws { try write(to: path, isSynced: false) }

  private func write(to path: String, isSynced: Bool) throws {
    let isJPEG = ["jpg", "jpeg"].contains((path as NSString).pathExtension.lowercased())
    let bytes = isJPEG ? try jpeg() : try png()
    try AtomicFile.write(to: path, byteCount: bytes.count, isSynced: isSynced) { try $0.append(bytes) }
  }
}
