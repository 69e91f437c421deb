public import ImageFormats

/// A known data set that can be downloaded: its files and where they are.
public struct KnownDownload: Sendable {
  /// The name on the command line: `mnist`.
  public let name: String
  /// The name in the literature: `MNIST`.
  public let title: String
  /// Its files; one archive, or all that it consists of.
  public let files: [DownloadFile]
  /// The addresses, each ending in `/`, below which the files are; the first is tried first.
  public let mirrors: [String]
  /// What the archive is unpacked to; nil for files that stay as they are.
  public let cifar: CIFARKind?
  /// How many training and test images there are.
  public let counts: (training: Int, test: Int)

  /// A data set whose `files` are below each of `mirrors`, addresses that end in `/`; with `cifar`, the one file is
  /// its archive.
  public init(
    name: String, title: String, files: [DownloadFile], mirrors: [String], cifar: CIFARKind? = nil,
    counts: (training: Int, test: Int)
  ) {
    (self.name, self.title, self.files, self.mirrors, self.cifar) = (name, title, files, mirrors, cifar)
    self.counts = counts
  }

  /// Every data set that can be downloaded.
  public static let all: [KnownDownload] = [.mnist, .fashionMNIST, .cifar10, .cifar100]
}
