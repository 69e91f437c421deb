public import Foundation
import Hourglass

/// Folders of the server that people may look into: those below configured roots, and nothing else.
///
/// Every path that somebody types goes through ``resolved(_:)``: it must be absolute, and lie below a root after all links
/// and `..` are resolved.
public struct FolderBrowser: Sendable {
  /// The roots, resolved; those that do not exist are left out.
  public let roots: [String]

  /// The maximum number of names of a listing.
  public static let maxEntries = 2000

  /// Allows the folders `roots` and what is below them.
  public init(roots: [String]) {
    var seen: Set<String> = []
    self.roots = roots.compactMap(Self.real).filter { seen.insert($0).inserted }
  }

  /// A file or folder.
  public struct Entry: Codable, Hashable, Sendable {
    /// What an entry is.
    public enum Kind: String, Codable, Hashable, Sendable {
      case folder, file
      /// A pipe, a socket, a device, a link that leads nowhere or out of the roots.
      case other
    }
    /// The name.
    public var name: String
    /// The absolute path, with links resolved.
    public var path: String
    /// What it is.
    public var kind: Kind
    /// The size of a file in bytes; nil for others.
    public var bytes: Int?
    /// When it changed last.
    public var modified: Date?
    /// Why it cannot be opened; nil where it can.
    public var problem: String?
  }

  /// A folder with what is in it.
  public struct Listing: Codable, Hashable, Sendable {
    /// The absolute path, with links resolved; empty for the list of roots.
    public var path: String
    /// The folder above, if that is below a root; empty for the list of roots, nil there.
    public var parent: String?
    /// Folders first, then files, by name; hidden ones are left out.
    public var entries: [Entry]
    /// The number of pictures among the files.
    public var pictures: Int
    /// The number of entries that are left out, since there are more than ``FolderBrowser/maxEntries``.
    public var omitted: Int
  }

  /// The path without links, of a file or folder below a root.
  ///
  /// - Throws: ``CatalogueError`` for a path that is relative, holds a NUL, leads to nothing, or leads out of the roots.
  public func resolved(_ path: String) throws(CatalogueError) -> String {
    guard !path.utf8.contains(0), path.utf8.count < Int(PATH_MAX) else {
      throw Self.refused("the path is not valid", path, expected: "a path without NUL, of at most \(PATH_MAX) bytes")
    }
    guard path.hasPrefix("/") else {
      throw Self.refused("the path is not absolute", path, expected: "a path that begins with /")
    }
    guard let real = Self.real(path) else {
      let number = errno
      // Whether something is there is nobody's business outside of the roots.
      guard isBelowRoot(Self.normalized(path)) else { throw outside(path) }
      throw CatalogueError(
        .badPath,
        Report(
          number == EACCES ? "the path cannot be looked into" : "there is no such file or folder", place: path,
          got: String(cString: strerror(number)),
          cure: number == EACCES ? "allow reading its folders" : "check the path, or browse to it"))
    }
    guard isBelowRoot(real) else { throw outside(path) }
    return real
  }

  /// What is in the folder at `path`; the roots for an empty path.
  ///
  /// - Throws: ``CatalogueError`` when the path is not allowed, is no folder, or the folder cannot be read, and says why.
  public func list(_ path: String = "") throws(CatalogueError) -> Listing {
    guard !path.isEmpty else {
      let entries = roots.map { entry($0, name: $0) }
      return Listing(path: "", parent: nil, entries: entries, pictures: 0, omitted: 0)
    }
    let folder = try resolved(path)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw Self.refused("not a folder", path, expected: "a folder")
    }
    guard let stream = opendir(folder) else {
      throw CatalogueError(
        .unreadable,
        Report(
          "the folder cannot be read", place: folder, got: String(cString: strerror(errno)),
          cure: "make it readable for the user who runs the Studio"))
    }
    defer { closedir(stream) }
    var names: [String] = []
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    while let entry = readdir(stream) {
      let start = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
      if start.pointee != CChar(bitPattern: UInt8(ascii: ".")) { names.append(String(cString: start)) }
    }
    let prefix = folder == "/" ? "/" : "\(folder)/"
    let entries = names.sorted { ($0.lowercased(), $0) < ($1.lowercased(), $1) }
      .prefix(Self.maxEntries).map { entry(prefix + $0, name: $0) }
    let sorted = entries.filter { $0.kind == .folder } + entries.filter { $0.kind != .folder }
    let parent = (folder as NSString).deletingLastPathComponent
    return Listing(
      path: folder, parent: isBelowRoot(parent) && folder != "/" ? parent : "", entries: sorted,
      pictures: names.count { PictureExtension.isPicture($0.utf8) }, omitted: names.count - entries.count)
  }

  private func entry(_ path: String, name: String) -> Entry {
    var entry = Entry(name: name, path: path, kind: .other)
    var status = stat()
    guard stat(path, &status) == 0, let real = Self.real(path) else {
      entry.problem = String(cString: strerror(errno))
      return entry
    }
    guard isBelowRoot(real) else {
      entry.problem = "the link leads out of the folders that the Studio may read"
      return entry
    }
    entry.path = real
    entry.modified = FileStamp(status).date
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      entry.kind = .folder
      if access(real, R_OK | X_OK) != 0 { entry.problem = String(cString: strerror(errno)) }
    case S_IFREG:
      (entry.kind, entry.bytes) = (.file, Int(status.st_size))
      if access(real, R_OK) != 0 { entry.problem = String(cString: strerror(errno)) }
    default: entry.problem = "neither a file nor a folder"
    }
    return entry
  }

  private func isBelowRoot(_ path: String) -> Bool {
    roots.contains { path == $0 || path.hasPrefix($0 == "/" ? "/" : "\($0)/") }
  }

  /// The path without `.`, `..` and double slashes, by its letters alone.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(validatingCString: real)
  }

  private func outside(_ path: String) -> CatalogueError {
    Self.refused(
      "the path is outside of the folders that the Studio may read", path,
      expected: roots.isEmpty ? "no folder is allowed" : "a path below \(roots.joined(separator: " or "))")
  }

  private static func refused(_ what: String, _ path: String, expected: String) -> CatalogueError {
    CatalogueError(
      .badPath,
      Report(what, place: String(path.prefix(200)), expected: expected, cure: "choose another, or browse to it"))
  }
}
