internal import Diagnostics
import Pictures
internal import Foundation
import ImageFormats

extension ImageCollection {
  /// The kind of the images at `path`, without opening them: a folder's by the names in it, a file's by its first bytes.
  ///
  /// - Returns: the kind; nil for a dataset.yaml, and for a folder with one.
  /// - Throws: ``DatasetError`` when there is nothing at `path` or it is of no known kind.
  public static func kind(at path: String) throws -> Kind? {
    if case .images(let kind) = try CollectionKind(path: path) { kind } else { nil }
  }
}

/// The kind of image collection at a path.
package enum CollectionKind: Hashable {
  case images(ImageCollection.Kind)
  /// A dataset.yaml, at this path.
  case description(path: String)

  /// Recognises a folder by the names in it, a file by its first bytes.
  ///
  /// - Parameters:
  ///   - path: the folder or file.
  ///   - takesDescriptions: false within a description, which must not refer to itself.
  /// - Throws: ``DatasetError`` when there is nothing at `path` or it is of no known kind.
  package init(path: String, takesDescriptions: Bool = true) throws {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw DatasetError(
        .missingPath, "no such file or folder", place: path, expected: "images of any known kind",
        got: String(cString: strerror(errno)),
        cure: "check the path")
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: try self.init(folder: path, takesDescriptions: takesDescriptions)
    case S_IFREG: try self.init(file: path, takesDescriptions: takesDescriptions)
    default:
      throw DatasetError(
        .unrecognized, "neither a file nor a folder", place: path, expected: "images of any known kind",
        cure: "check the path")
    }
  }

  /// The name of the training database in DIGITS jobs and imports.
  static let trainingDatabase = "train_db"

  private init(folder: String, takesDescriptions: Bool) throws {
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }
    if takesDescriptions, has(DatasetDescription.fileName) {
      self = .description(path: "\(folder)/\(DatasetDescription.fileName)")
    } else if MNISTFolder(path: folder) != nil {
      self = .images(.idx)
    } else if case let sets = MNISTNames.all(at: folder), sets.count > 1 {
      throw DatasetError(
        .unrecognized, "the folder holds several data sets of MNIST's form", place: folder, expected: "one",
        got: sets.prefix(8).map { $0.prefix.isEmpty ? $0.folder : "\($0.prefix)*" }.joined(separator: ", "),
        cure: "give a folder with the four files of one, or the file of its training images")
    } else if CIFARFolder(path: folder) != nil {
      self = .images(.cifar)
    } else if CIFARFolder.isPython(path: folder) {
      throw DatasetError.pythonCIFAR(folder)
    } else if has("data.mdb") || has(Self.trainingDatabase) || has(DIGITSJob.fileName) {
      self = .images(.lmdb)
    } else {
      self = .images(.folder)
    }
  }

  private init(file: String, takesDescriptions: Bool) throws {
    let name = (file as NSString).lastPathComponent.lowercased()
    func ends(_ endings: String...) -> Bool { endings.contains { name.hasSuffix($0) } }
    let start = try FileStart(path: file)
    if takesDescriptions, ends(".yaml", ".yml") {
      self = .description(path: file)
    } else if start.begins([0x93], "NUMPY") || start.begins([], "PK") && ends(".npz") {
      self = .images(.numpy)
    } else if start.isLMDB {
      self = .images(.lmdb)
    } else if start.isPickle {
      throw DatasetError.pythonCIFAR(file)
    } else if ends(".tar.gz", ".tgz", ".tar") {
      if CIFARFolder(path: file) == nil, CIFARFolder.isPython(path: file) { throw DatasetError.pythonCIFAR(file) }
      self = .images(.cifar)
    } else if start.begins([0x1F, 0x8B]) || start.isIDX || name.contains("idx") {
      self = .images(.idx)
    } else if name == "data.mdb" {
      self = .images(.lmdb)
    } else if start.isText, !ends(".yaml", ".yml"), ends(".txt", ".lst", ".list") || start.looksLikeList {
      self = .images(.list)
    } else {
      throw DatasetError(
        .unrecognized, "not a file of images", place: file,
        expected: "IDX, .npy, .npz, LMDB, a CIFAR .tar.gz, a text list, dataset.yaml, or a folder", got: start.words,
        cure: PictureExtension.isPicture(name.utf8)
          ? "give the folder that holds the pictures" : "convert it, or check the path")
    }
  }
}

extension DatasetError {
  /// The error for pickles, which only Python can read without danger.
  static func pythonCIFAR(_ path: String) -> DatasetError {
    let names = CIFARKind.allCases.map(\.archiveName).joined(separator: " or ")
    return DatasetError(
      .unrecognized, "pickles are not read, such as CIFAR's version for Python", place: path,
      expected: "the binary version, \(names)", cure: "fetch it: hourglass data get cifar10, or cifar100")
  }
}
