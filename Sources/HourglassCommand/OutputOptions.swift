import ArgumentParser
import Foundation
import Hourglass

/// Whether a command writes over what exists.
struct ForceOption: ParsableArguments {
  @Flag(help: "Write over files that exist, and into folders that are not empty.")
  var force = false

  /// Rejects a file that exists, unless --force is given; `flag` names another.
  func check(file path: String, flag: String = "--output") throws {
    guard !force, FileManager.default.fileExists(atPath: path) else { return }
    throw ValidationError("\(path): the file exists; choose another \(flag), or add --force")
  }

  /// Rejects a file, and, unless --force is given, a folder that is not empty.
  func check(folder path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw ValidationError("\(path): a file is in the way; choose another --output") }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard force || names.isEmpty else {
      throw ValidationError("\(path): the folder is not empty; choose another --output, or add --force")
    }
  }
}

/// The picture that a command writes.
struct PictureOutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The picture to write, PNG or JPEG.", valueName: "picture.png"), transform: FlagValues.picture)
  var output: PictureOutput

  @OptionGroup var existing: ForceOption

  func validate() throws { try existing.check(file: output.path) }
}

/// The folder that a command writes, if it is asked to.
struct FolderOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder to write. (default: none)", valueName: "folder"))
  var output: String?

  @OptionGroup var existing: ForceOption

  func validate() throws { if let output { try existing.check(folder: output) } }
}
