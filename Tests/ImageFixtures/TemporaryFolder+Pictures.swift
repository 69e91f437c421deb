import Foundation
package import Pictures
package import TestSupport

extension TemporaryFolder {
  /// Writes a plain PNG picture, and the folders on its way, and returns its path.
  @discardableResult
  package func picture(
    _ name: String, level: UInt8 = 100, width: Int = 4, height: Int = 3, colour: Picture.Colour = .rgb
  ) throws -> String {
    let path = self(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Picture(width: width, height: height, colour: colour, filledWith: level).write(to: path)
    return path
  }

  /// Writes a text file and returns its path.
  @discardableResult
  package func text(_ text: String, _ name: String) throws -> String { try write(Array(text.utf8), name) }

  /// Makes a symbolic link.
  package func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
  }
}
