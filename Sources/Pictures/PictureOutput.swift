internal import Diagnostics
internal import Files
internal import Foundation

/// A file to write a picture to, in the format that its ending names: `.png`, `.jpg` or `.jpeg` in any letter case.
public struct PictureOutput: Hashable, Sendable, CustomStringConvertible {
  /// The file's path.
  public let path: String
  private let isJPEG: Bool

  /// - Throws: ``PictureError`` for a path with another ending or none.
  public init(path: String) throws(PictureError) {
    switch (path as NSString).pathExtension.lowercased() {
    case "png": isJPEG = false
    case "jpg", "jpeg": isJPEG = true
    default:
      throw PictureError(
        code: .unknownFormat,
        report: Report(
          "no format to write a picture in", expected: "a name that ends in .png, .jpg or .jpeg", got: path,
          cure: "give the file one of these endings"))
    }
    self.path = path
  }

  public var description: String { path }

  /// Writes `picture`, a JPEG of quality 90, replacing what was there at once or, on failure, not at all.
  ///
  /// - Throws: `AtomicFileError`, ``PictureError``.
  public func write(_ picture: Picture) throws {
    let bytes = isJPEG ? try picture.jpeg() : try picture.png(place: path)
    try bytes.withUnsafeBytes { try AtomicFile.write([$0], to: path) }
  }
}
