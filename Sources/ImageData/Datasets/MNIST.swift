extension KnownDataset {
  /// MNIST: 60,000 training and 10,000 test images of handwritten digits, 1 x 28 x 28.
  ///
  /// LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998. Four files of
  /// 11.6 MB together.
  public static let mnist = KnownDataset(
    name: "mnist", title: "MNIST", origin: "https://ossci-datasets.s3.amazonaws.com/mnist/", split: .first(5000),
    files: .idx(labelsChecksum: 0xba07_e8ef), classNames: (0...9).map(String.init),
    download: Download(
      files: [
        .idx(
          "train-images-idx3-ubyte.gz", 9_912_422, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        .idx("train-labels-idx1-ubyte.gz", 28_881, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        .idx(
          "t10k-images-idx3-ubyte.gz", 1_648_877, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        .idx("t10k-labels-idx1-ubyte.gz", 4_542, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
      ],
      mirrors: [
        "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
      ], trainingCount: 60_000, testCount: 10_000))
}

extension DownloadFile {
  /// A gzipped IDX file; the digest is that of the inflated bytes, because mirrors have compressed them differently.
  static func idx(_ name: String, _ bytes: Int, _ content: String) -> DownloadFile {
    DownloadFile(name: name, bytes: bytes, checksum: Checksum(.sha256, content, ofContent: true))
  }
}
