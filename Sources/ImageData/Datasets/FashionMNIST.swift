extension KnownDataset {
  /// Fashion-MNIST: 60,000 training and 10,000 test images of articles of clothing, 1 x 28 x 28.
  ///
  /// Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset", 2017.
  public static let fashionMNIST = KnownDataset(
    name: "fashion-mnist", title: "Fashion-MNIST", package: "dataset-fashion-mnist",
    packageFolder: "/usr/share/datasets/fashion-mnist", origin: "https://github.com/zalandoresearch/fashion-mnist",
    split: .first(5000), files: .idx(labelsChecksum: 0x2ed6_e46a))
}
