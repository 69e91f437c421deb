internal import Diagnostics
internal import Foundation

/// The location of a database: a folder with `data.mdb`, or a single file.
package struct LMDBLocation: Hashable, Sendable {
  /// The folder or file, as liblmdb expects it.
  package let path: String
  /// The file with the pages.
  let file: String
  var isFolder: Bool { path != file }

  /// The names of the databases in a folder made by an import or by DIGITS.
  package static let parts = ["train_db", "val_db", "test_db"]

  /// Finds the database at `path`: a folder, a `data.mdb` in it, or a single file.
  ///
  /// - Throws: ``ImageFileError`` with the code `missing`.
  package init(_ path: String) throws(ImageFileError) {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    if trimmed.split(separator: "/").last == "data.mdb", !Self.isFolder(trimmed) {
      let folder = (trimmed as NSString).deletingLastPathComponent
      trimmed = folder.isEmpty ? "." : folder
    }
    // A database that was made under the name data.mdb is a folder of that name.
    if Self.isFolder("\(trimmed)/data.mdb") { trimmed += "/data.mdb" }
    guard FileManager.default.fileExists(atPath: trimmed) else {
      throw ImageFileError(.missing, "no such database", place: path, cure: "check the path")
    }
    self.path = trimmed
    file = Self.isFolder(trimmed) ? "\(trimmed)/data.mdb" : trimmed
    guard FileManager.default.fileExists(atPath: file) else {
      throw ImageFileError(
        .missing, "the folder holds no database", place: path, expected: "data.mdb",
        cure: "give the folder with data.mdb")
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The folder around the database.
  package var parent: String {
    let parent = (path as NSString).deletingLastPathComponent
    return parent.isEmpty ? "." : parent
  }

  /// Whether it is one of the ``parts`` of the folder around it.
  package var isPart: Bool { Self.parts.contains((path as NSString).lastPathComponent) }
}
