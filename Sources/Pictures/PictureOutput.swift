internal import Foundation

/// A file to write a picture to, in the format of its file extension: `png`, `jpg` or `jpeg` in any letter case.
public struct PictureOutput: Hashable, Sendable, CustomStringConvertible {
  /// The file's path.
  public let path: String

  /// Checks the file extension of `path`.
  ///
  /// - Throws: ``PictureError`` for a path with another file extension or none.
  public init(path: String) throws(PictureError) {
    guard ["png", "jpg", "jpeg"].contains((path as NSString).pathExtension.lowercased()) else {
      throw PictureError(
        .unknownFormat, "no format to write a picture in", expected: "a file name that ends in .png, .jpg or .jpeg",
        got: path, cure: "give the file one of these extensions")
    }
    self.path = path
  }

  public var description: String { path }

  /// Writes `picture` to the file, whole or not at all.
  ///
  /// - Throws: `AtomicFileError`, ``PictureError``.
  public func write(_ picture: Picture) throws { try picture.write(to: path) }
}
