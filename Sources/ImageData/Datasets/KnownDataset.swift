public import ImageFormats

/// A data set with a name: its files, their origin, and its split.
public struct KnownDataset: Sendable, Hashable {
  /// The format of the data set's files.
  public enum Files: Sendable, Hashable {
    /// MNIST's four files. The CRC-32 of the training labels, without the IDX header, identifies the data set.
    case idx(labelsChecksum: UInt32)
    /// CIFAR's binary version.
    case cifar(CIFARKind)
  }

  /// The published files of a data set.
  public struct Download: Sendable, Hashable {
    /// The files: all of the data set, or its one archive.
    public let files: [DownloadFile]
    /// The addresses, each ending in `/`, below which the files are; the first is tried first.
    public let mirrors: [String]
    /// The number of training images.
    public let trainingCount: Int
    /// The number of test images.
    public let testCount: Int

    /// Describes published files.
    ///
    /// - Parameters:
    ///   - files: all files, or the one archive of ``KnownDataset/Files/cifar(_:)``.
    ///   - mirrors: addresses that end in `/`.
    ///   - trainingCount: the number of training images.
    ///   - testCount: the number of test images.
    public init(files: [DownloadFile], mirrors: [String], trainingCount: Int, testCount: Int) {
      (self.files, self.mirrors) = (files, mirrors)
      (self.trainingCount, self.testCount) = (trainingCount, testCount)
    }
  }

  /// The name on the command line, lower case: `fashion-mnist`.
  public let name: String
  /// The name in the literature: `Fashion-MNIST`.
  public let title: String
  /// The Debian package that contains it, if any.
  public let package: String?
  /// The folder into which that package installs it.
  public let packageFolder: String?
  /// The address of its web page or files.
  public let origin: String
  /// The split that publications use.
  public let split: ValidationSplit
  /// The format of its files.
  public let files: Files
  /// The names of the classes by number, where the files hold none; else empty.
  public let classNames: [String]
  /// The published files; nil if it cannot be downloaded.
  public let download: Download?

  /// Describes a data set; ``DatasetCatalogue`` finds its files.
  ///
  /// - Parameters:
  ///   - name: the name on the command line, lower case.
  ///   - title: the name in the literature.
  ///   - package: the Debian package that contains it.
  ///   - packageFolder: the folder into which the package installs it.
  ///   - origin: the address of its web page or files.
  ///   - split: the split that publications use.
  ///   - files: the format of its files.
  ///   - classNames: the names of the classes by number, where the files hold none.
  ///   - download: the published files.
  public init(
    name: String, title: String, package: String? = nil, packageFolder: String? = nil, origin: String,
    split: ValidationSplit, files: Files, classNames: [String] = [], download: Download? = nil
  ) {
    self.name = name
    self.title = title
    self.package = package
    self.packageFolder = packageFolder
    self.origin = origin
    self.split = split
    self.files = files
    self.classNames = classNames
    self.download = download
  }

  /// The advice if its files are not found.
  public var cure: String {
    let root = "name their folder with --data-root DIR or $\(DatasetCatalogue.environmentVariable)"
    if download != nil { return "hourglass data get \(name), or \(root)" }
    return package.map { "apt-get install \($0), or \(root)" } ?? "get its \(filesTitle) from \(origin) and \(root)"
  }

  private var filesTitle: String {
    switch files {
    case .idx: "IDX files"
    case .cifar(let kind): kind.archiveName
    }
  }

  /// The names of the required files, for messages.
  var expectedFiles: String {
    switch files {
    case .idx: MNISTFolder.trainingImagesName
    case .cifar(let kind): "\(kind.archiveName), \(kind.folderName) or \(kind.trainingFiles[0])"
    }
  }

  /// Whether its training labels have this CRC-32.
  func hasLabels(_ checksum: UInt32) -> Bool { files == .idx(labelsChecksum: checksum) }
}
