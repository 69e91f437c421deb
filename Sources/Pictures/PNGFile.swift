internal import CPNG
internal import Diagnostics
internal import Files
internal import Foundation

/// A picture in a PNG file.
public struct PNGFile: Hashable, Sendable {
  /// The file's path.
  public let path: String

  /// The file at `path`, which need not be there; nothing is opened yet.
  public init(path: String) { self.path = path }

  /// The version of libpng.
  public static var libraryVersion: String { PNG_LIBPNG_VER_STRING }

  /// Reads any kind of PNG as 8-bit sRGB: grey where it is grey, else RGB; what is transparent shows white.
  ///
  /// - Throws: ``PictureError``.
  public func read() throws -> Picture {
    let file: Data
    do {
      file = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw PictureError(
        code: .missing, report: Report("no such file", place: path, cure: "check the path, or make the picture"))
    } catch {
      throw PictureError(
        code: .unreadable,
        report: Report(
          "cannot be read", place: path, got: "\(error.localizedDescription)",
          cure: "give the path of a PNG file that this user may read"))
    }
    return try file.withUnsafeBytes { bytes in
      guard PictureFormat(bytes) == .png else {
        throw PictureError(
          code: .unknownFormat,
          report: Report(
            "not a PNG file", place: path, expected: "the PNG signature",
            got: bytes.isEmpty ? "an empty file" : "the first bytes \(bytes.firstBytes(8))",
            cure: "convert the picture to PNG"))
      }
      return try Picture(png: bytes, place: path)
    }
  }

  /// Writes `picture`, replacing what was there at once or, on failure, not at all.
  ///
  /// - Throws: `AtomicFileError`, ``PictureError``.
  public func write(_ picture: Picture) throws {
    try picture.png(place: path).withUnsafeBytes { try AtomicFile.write([$0], to: path) }
  }
}
