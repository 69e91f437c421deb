internal import ImageFormats

// Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
extension KnownDataset {
  /// CIFAR-10: 50,000 training and 10,000 test photographs of 10 classes, 3 x 32 x 32.
  ///
  /// The Dynamic Training Bench validates on the test images, like the split `test`.
  public static let cifar10 = cifar(.cifar10, bytes: 170_052_171, md5: "c32a1d4ab5d03f1284b67883e8d87530")

  /// CIFAR-100: 50,000 training and 10,000 test photographs of 100 classes, 3 x 32 x 32.
  public static let cifar100 = cifar(.cifar100, bytes: 168_513_733, md5: "03b5dce01913d631647c71ecec9e9cb8")

  /// The binary version; length and MD5 as on <https://www.cs.toronto.edu/~kriz/cifar.html>.
  private static func cifar(_ kind: CIFARKind, bytes: Int, md5: String) -> KnownDataset {
    let mirrors = ["https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"]
    return KnownDataset(
      name: kind == .cifar10 ? "cifar10" : "cifar100", title: kind.rawValue, origin: mirrors[0] + kind.archiveName,
      split: .first(5000), files: .cifar(kind),
      download: Download(
        files: [DownloadFile(name: kind.archiveName, bytes: bytes, checksum: Checksum(.md5, md5))], mirrors: mirrors,
        trainingCount: 50_000, testCount: 10_000))
  }
}
