import Foundation

/// A folder whose files may be shown or written; nothing outside can be named.
public struct FileRoot: Sendable {
  /// The folder, without links.
  public let path: String

  /// Makes a root of a folder.
  ///
  /// - Throws: ``WebError`` with status 404 where there is no such folder.
  public init(_ folder: String) throws(WebError) {
    guard let real = Self.real(folder) else { throw .notFound("there is no folder \(folder.prefix(200))") }
    path = real
  }

  /// The real path of `relative` below the root.
  ///
  /// Blocks while the file system answers.
  /// - Throws: ``WebError`` with status 404 where there is no file, or where it is outside: after `..`, by a link, as an
  ///   absolute path.
  public func file(_ relative: String) throws(WebError) -> String {
    let parts = relative.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain =
      !relative.isEmpty && !relative.utf8.contains(0) && relative.utf8.count <= 4096
      && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPlain, let real = Self.real("\(path)/\(relative)"), contains(real) else {
      throw .notFound("there is no file \(relative.prefix(200).debugDescription)")
    }
    return real
  }

  /// Whether `real`, a path without links, is the root or below it.
  public func contains(_ real: String) -> Bool { path == "/" || real == path || real.hasPrefix("\(path)/") }

  /// `path` without links, `.` and `..`; nil where there is nothing.
  static func real(_ path: String) -> String? {
    guard !path.utf8.contains(0), let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
