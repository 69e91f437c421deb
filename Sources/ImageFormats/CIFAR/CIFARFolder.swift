internal import Diagnostics
internal import Foundation

/// CIFAR-10 or CIFAR-100 in its binary version: a folder with the files, or their `.tar.gz`.
public struct CIFARFolder: Hashable, Sendable {
  /// The data set.
  public let kind: CIFARKind
  /// The folder that holds the files, or the archive.
  public let path: String
  let isArchive: Bool

  /// Finds CIFAR files; nil if there are none.
  ///
  /// - Parameters:
  ///   - path: a folder with data_batch_1.bin (or train.bin with test.bin or fine_label_names.txt), the folder above it, a
  ///     folder with the published archive, or an archive.
  ///   - kind: the data set to look for; nil for either.
  public init?(path: String, kind: CIFARKind? = nil) {
    let kinds = kind.map { [$0] } ?? CIFARKind.allCases
    for kind in kinds {
      for folder in [path, "\(path)/\(kind.folderName)"] where Self.holds(kind, folder) {
        (self.kind, self.path, isArchive) = (kind, folder, false)
        return
      }
    }
    for kind in kinds where Self.isFile("\(path)/\(kind.archiveName)") {
      (self.kind, self.path, isArchive) = (kind, "\(path)/\(kind.archiveName)", true)
      return
    }
    let isNamedAsArchive = [".tar.gz", ".tgz", ".tar"].contains { path.lowercased().hasSuffix($0) }
    guard isNamedAsArchive, Self.isFile(path), let found = Self.kind(ofArchive: path), kinds.contains(found) else {
      return nil
    }
    (self.kind, self.path, isArchive) = (found, path, true)
  }

  private static func isFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  private static func holds(_ kind: CIFARKind, _ folder: String) -> Bool {
    switch kind {
    case .cifar10: isFile("\(folder)/data_batch_1.bin")
    // A train.bin alone may be anything.
    case .cifar100:
      isFile("\(folder)/train.bin") && (isFile("\(folder)/test.bin") || isFile("\(folder)/fine_label_names.txt"))
    }
  }

  /// Whether the folder or archive at `path` holds the version for Python, which consists of pickles.
  package static func isPython(path: String) -> Bool {
    let folders = [path, "\(path)/cifar-10-batches-py", "\(path)/cifar-100-python"]
    if folders.contains(where: { isFile("\($0)/data_batch_1") || isFile("\($0)/train") && isFile("\($0)/meta") }) {
      return true
    }
    guard isFile(path) else { return ["10", "100"].contains { isFile("\(path)/cifar-\($0)-python.tar.gz") } }
    var names: Set<String> = []
    try? ArchiveFile(path: path).forEach { entry in
      names.insert(entry.lastComponent)
      return names.count < 16
    }
    return names.contains("data_batch_1") || names.isSuperset(of: ["train", "meta"])
  }

  /// The data set in an archive, by its first entries.
  private static func kind(ofArchive path: String) -> CIFARKind? {
    var last: Set<String> = []
    // The entries before any damage decide; loading reports the damage.
    try? ArchiveFile(path: path).forEach { entry in
      last.insert(entry.lastComponent)
      return last.count < 16
    }
    if !last.isDisjoint(with: CIFARKind.cifar10.trainingFiles) { return .cifar10 }
    return last.isSuperset(of: ["train.bin", "test.bin"]) ? .cifar100 : nil
  }

  /// Opens the images, bytes `[3, 32, 32]`: mapped from a folder's files, or read into memory from an archive.
  ///
  /// The last of CIFAR-10's five training files may be missing.
  /// - Parameters:
  ///   - name: the name in messages; `CIFAR-10` or `CIFAR-100` by default.
  ///   - labels: which labels to read.
  /// - Throws: `InputFileError`, ``ImageFileError``.
  public func load(name: String? = nil, labels: CIFARLabels = .fine) throws -> CIFARImages {
    let files = try isArchive ? archivedFiles(labels) : folderFiles(labels)
    let name = name ?? kind.rawValue
    return CIFARImages(
      training: try images(files.training, name: "\(name) training", labels, names: files.names),
      test: try files.test.map { try images([$0], name: "\(name) test", labels, names: files.names) })
  }

  private func images(
    _ files: [RecordFile], name: String, _ labels: CIFARLabels, names: [UInt8]?
  ) throws -> MappedRecords {
    try MappedRecords(
      files: files, layout: kind.layout(labels), name: name, source: path, classes: kind.classes(labels),
      classNames: classNames(names, labels))
  }

  private typealias Files = (training: [RecordFile], test: RecordFile?, names: [UInt8]?)

  private func folderFiles(_ labels: CIFARLabels) throws -> Files {
    let training = try consecutive { Self.isFile("\(path)/\($0)") }
    let hasTest = Self.isFile("\(path)/\(kind.testFile)")
    let names = try? RecordFile(path: "\(path)/\(kind.namesFile(labels))")
    return (
      try training.map { name in try RecordFile(path: "\(path)/\(name)") },
      hasTest ? try RecordFile(path: "\(path)/\(kind.testFile)") : nil,
      names?.withBytes { Array($0.prefix(Self.maxNamesBytes)) }
    )
  }

  private func archivedFiles(_ labels: CIFARLabels) throws -> Files {
    var files: [String: RecordFile] = [:]
    var names: [UInt8]?
    let limits = ArchiveLimits(entry: 1 << 30, total: 4 << 30, entries: 1000)
    try ArchiveFile(path: path, limits: limits).forEach { entry in
      let name = entry.lastComponent
      if name == kind.namesFile(labels) {
        names = try entry.bytes(limit: Self.maxNamesBytes)
      } else if name == kind.testFile || kind.trainingFiles.contains(name) {
        files[name] = try RecordFile(entry)
      }
      return true
    }
    let training = try consecutive { files[$0] != nil }
    guard !training.isEmpty else {
      throw ImageFileError(
        .missingFile, "no training images in this archive", place: path, expected: kind.trainingFiles[0],
        cure: "give \(kind.archiveName), or a folder of its files")
    }
    return (training.compactMap { files[$0] }, files[kind.testFile], names)
  }

  /// The names of the existing training files; none between others may be missing.
  private func consecutive(_ isThere: (String) -> Bool) throws(ImageFileError) -> [String] {
    let names = kind.trainingFiles
    let last = names.lastIndex(where: isThere) ?? -1
    for name in names.prefix(last + 1) where !isThere(name) {
      throw ImageFileError(
        .missingFile, "a training file is missing", place: path, expected: name, cure: "fetch the files again")
    }
    return Array(names.prefix(last + 1))
  }

  private static let maxNamesBytes = 64 << 10

  /// The class names, one a line; the known names if their number is not that of the classes.
  private func classNames(_ bytes: [UInt8]?, _ labels: CIFARLabels) -> [String] {
    let lines = String(decoding: bytes ?? [], as: UTF8.self).split(whereSeparator: \.isNewline)
    let names = lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    return names.count == kind.classes(labels) ? names : kind.knownNames
  }
}
