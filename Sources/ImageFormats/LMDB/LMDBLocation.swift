internal import Diagnostics
internal import Foundation

/// Where a database lies: a folder with `data.mdb`, or a file by itself.
package struct LMDBLocation: Hashable, Sendable {
  /// The folder or file, as liblmdb takes it.
  package let path: String
  /// The file with the pages.
  let file: String
  var isFolder: Bool { path != file }

  /// The parts that a folder made by an import, or by DIGITS, is divided into.
  package static let parts = ["train_db", "val_db", "test_db"]

  /// - Throws: when nothing of the kind is there.
  package init(_ path: String) throws(LMDBError) {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    if trimmed.split(separator: "/").last == "data.mdb" {
      let folder = (trimmed as NSString).deletingLastPathComponent
      trimmed = folder.isEmpty ? "." : folder
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: trimmed, isDirectory: &isFolder) else {
      throw LMDBError(.missing, Report("no such database", place: path, cure: "check the path"))
    }
    self.path = trimmed
    file = isFolder.boolValue ? "\(trimmed)/data.mdb" : trimmed
    guard FileManager.default.fileExists(atPath: file) else {
      throw LMDBError(
        .missing,
        Report(
          "the folder holds no database", place: path, expected: "data.mdb", cure: "give the folder with data.mdb"))
    }
  }

  /// The folder around the database.
  package var parent: String {
    let parent = (path as NSString).deletingLastPathComponent
    return parent.isEmpty ? "." : parent
  }

  /// Whether it is a part of the folder around it.
  package var isPart: Bool { Self.parts.contains((path as NSString).lastPathComponent) }
}
