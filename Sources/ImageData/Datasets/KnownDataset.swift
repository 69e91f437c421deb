/// A data set that has a name: where its files may be and how it is split.
public struct KnownDataset: Sendable, Hashable {
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
  /// The CRC-32 of the training labels (without the IDX header), by which its files are told from others.
  public let labelsChecksum: UInt32

  public init(
    name: String, title: String, package: String? = nil, packageFolder: String? = nil, origin: String,
    split: ValidationSplit, labelsChecksum: UInt32
  ) {
    self.name = name
    self.title = title
    self.package = package
    self.packageFolder = packageFolder
    self.origin = origin
    self.split = split
    self.labelsChecksum = labelsChecksum
  }

  /// What to do when its files are nowhere.
  public var cure: String {
    let root = "name their folder with --data-root DIR or $\(DatasetCatalogue.environmentVariable)"
    return package.map { "apt-get install \($0), or \(root)" } ?? "get its IDX files from \(origin) and \(root)"
  }
}
