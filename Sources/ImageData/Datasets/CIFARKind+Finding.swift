internal import Foundation

extension CIFARKind {
  /// Where the files are below the folder at `path`: in it, or the published sub-folder or archive; nil without.
  func found(in path: String) -> String? {
    for folder in [path, "\(path)/\(folderName)"] {
      let hasTraining = FileManager.default.fileExists(atPath: "\(folder)/\(trainingFiles[0])")
      // CIFAR-100's name, train.bin, may be anybody's.
      let isSure = self == .cifar10 || FileManager.default.fileExists(atPath: "\(folder)/\(testFile)")
      if hasTraining, isSure { return folder }
    }
    let archive = "\(path)/\(archiveName)"
    return FileManager.default.fileExists(atPath: archive) ? archive : nil
  }
}
