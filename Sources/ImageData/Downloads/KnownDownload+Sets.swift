import ImageFormats

// Checksums of MNIST's and Fashion-MNIST's files are those of their inflated bytes: mirrors have compressed them anew.

extension KnownDownload {
  /// MNIST, four files of 11.6 MB together.
  public static let mnist = KnownDownload(
    name: "mnist", title: "MNIST",
    files: [
      idx("train-images-idx3-ubyte.gz", 9_912_422, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
      idx("train-labels-idx1-ubyte.gz", 28_881, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
      idx("t10k-images-idx3-ubyte.gz", 1_648_877, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
      idx("t10k-labels-idx1-ubyte.gz", 4_542, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ],
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
      "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ], counts: (60_000, 10_000))

  /// Fashion-MNIST, four files of 30.9 MB together.
  public static let fashionMNIST = KnownDownload(
    name: "fashion-mnist", title: "Fashion-MNIST",
    files: [
      idx("train-images-idx3-ubyte.gz", 26_421_880, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
      idx("train-labels-idx1-ubyte.gz", 29_515, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      idx("t10k-images-idx3-ubyte.gz", 4_422_102, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
      idx("t10k-labels-idx1-ubyte.gz", 5_148, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ],
    mirrors: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ], counts: (60_000, 10_000))

  /// The binary version; length and MD5 as on <https://www.cs.toronto.edu/~kriz/cifar.html>.
  public static let cifar10 = KnownDownload(
    name: "cifar10", title: "CIFAR-10",
    files: [
      DownloadFile(
        name: CIFARKind.cifar10.archiveName, bytes: 170_052_171,
        checksum: Checksum(.md5, "c32a1d4ab5d03f1284b67883e8d87530"))
    ],
    mirrors: cifarMirrors, cifar: .cifar10, counts: (50_000, 10_000))

  /// The binary version; length and MD5 as on <https://www.cs.toronto.edu/~kriz/cifar.html>.
  public static let cifar100 = KnownDownload(
    name: "cifar100", title: "CIFAR-100",
    files: [
      DownloadFile(
        name: CIFARKind.cifar100.archiveName, bytes: 168_513_733,
        checksum: Checksum(.md5, "03b5dce01913d631647c71ecec9e9cb8"))
    ],
    mirrors: cifarMirrors, cifar: .cifar100, counts: (50_000, 10_000))

  private static let cifarMirrors = ["https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"]

  private static func idx(_ name: String, _ bytes: Int, _ content: String) -> DownloadFile {
    DownloadFile(name: name, bytes: bytes, checksum: Checksum(.sha256, content, ofContent: true))
  }
}
