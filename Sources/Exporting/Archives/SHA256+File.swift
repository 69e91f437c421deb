import Diagnostics
import Files
import Foundation

extension SHA256 {
  /// The digest of the file at `path`.
  ///
  /// - Throws: ``RunArchiveError`` when it cannot be read.
  static func ofFile(at path: String) throws -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw RunArchiveError(.cannotRead, Report("the file cannot be read", place: path, cure: "check its permissions"))
    }
    defer { try? file.close() }
    var digest = SHA256()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { piece.withUnsafeBytes { digest.add($0) } }
    return digest.finish()
  }
}
