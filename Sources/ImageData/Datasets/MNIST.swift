extension KnownDataset {
  /// MNIST: 60,000 training and 10,000 test images of handwritten digits, 1 x 28 x 28.
  ///
  /// LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998.
  public static let mnist = KnownDataset(
    name: "mnist", title: "MNIST", origin: "https://ossci-datasets.s3.amazonaws.com/mnist/", split: .first(5000),
    files: .idx(labelsChecksum: 0xba07_e8ef))
}
