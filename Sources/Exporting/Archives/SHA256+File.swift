import Diagnostics
import Files
import Foundation

extension SHA256 {
  /// The digest of the file at `path`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - check: Called for every piece; what it throws ends the reading.
  /// - Throws: ``RunArchiveError`` when it cannot be read, or what `check` throws.
  static func ofFile(at path: String, check: () throws -> Void) throws -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw RunArchiveError(.cannotRead, Report("the file cannot be read", place: path, cure: "check its permissions"))
    }
    defer { try? file.close() }
    var digest = SHA256()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      try check()
      piece.withUnsafeBytes { digest.add($0) }
    }
    return digest.finish()
  }
}
