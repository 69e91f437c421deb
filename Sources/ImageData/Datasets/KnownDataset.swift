public import ImageFormats

/// A data set that has a name: where its files may be and how it is split.
public struct KnownDataset: Sendable, Hashable {
  /// What the data set's files are.
  public enum Files: Sendable, Hashable {
    /// MNIST's four; `labelsChecksum` is the CRC-32 of the training labels (without the IDX header), by which one data
    /// set's files are told from another's.
    case idx(labelsChecksum: UInt32)
    /// CIFAR's binary version.
    case cifar(CIFARKind)
  }

  /// The name on the command line, lower case: `fashion-mnist`.
  public let name: String
  /// The name in the literature: `Fashion-MNIST`.
  public let title: String
  /// The Debian package that holds it, if one does.
  public let package: String?
  /// The folder where that package puts it.
  public let packageFolder: String?
  /// Where its files can be had.
  public let origin: String
  /// The split that publications use.
  public let split: ValidationSplit
  /// What its files are, and how they are told from others.
  public let files: Files

  /// A data set that is called `name`, lower case, on the command line; ``DatasetCatalogue`` finds its files.
  public init(
    name: String, title: String, package: String? = nil, packageFolder: String? = nil, origin: String,
    split: ValidationSplit, files: Files
  ) {
    self.name = name
    self.title = title
    self.package = package
    self.packageFolder = packageFolder
    self.origin = origin
    self.split = split
    self.files = files
  }

  /// What to do when its files are nowhere.
  public var cure: String {
    let root = "name their folder with --data-root DIR or $\(DatasetCatalogue.environmentVariable)"
    if KnownDownload.all.contains(where: { $0.name == name }) { return "hourglass data get \(name), or \(root)" }
    return package.map { "apt-get install \($0), or \(root)" } ?? "get its \(filesTitle) from \(origin) and \(root)"
  }

  private var filesTitle: String {
    switch files {
    case .idx: "IDX files"
    case .cifar(let kind): kind.archiveName
    }
  }

  /// The names that messages give for what must be there.
  var expectedFiles: String {
    switch files {
    case .idx: MNISTFolder.trainingImagesName
    case .cifar(let kind): "\(kind.archiveName), \(kind.folderName) or \(kind.trainingFiles[0])"
    }
  }

  /// Whether its training labels are those with this CRC-32.
  func hasLabels(_ checksum: UInt32) -> Bool { files == .idx(labelsChecksum: checksum) }
}
