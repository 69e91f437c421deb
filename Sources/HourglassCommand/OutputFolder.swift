import ArgumentParser
import Foundation
import Hourglass

/// A folder that a command writes, which must be new or empty unless --force is given.
enum OutputFolder {
  /// Rejects a path that is a file, or a folder with files.
  static func check(_ path: String, force: Bool) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw ValidationError("\(path): a file is in the way; choose another --output") }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard force || names.isEmpty else {
      throw ValidationError("\(path): the folder exists and is not empty; choose another --output, or add --force")
    }
  }

  /// Rejects a file that exists.
  static func check(file path: String, force: Bool) throws {
    guard !force, FileManager.default.fileExists(atPath: path) else { return }
    throw ValidationError("\(path): the file exists; choose another --output, or add --force")
  }
}
