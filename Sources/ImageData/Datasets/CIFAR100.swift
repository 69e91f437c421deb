import ImageFormats

extension KnownDataset {
  /// CIFAR-100: 50,000 training and 10,000 test photographs of a hundred kinds of things, 3 x 32 x 32.
  ///
  /// Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
  public static let cifar100 = KnownDataset(
    name: "cifar100", title: "CIFAR-100", origin: "https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
    split: .first(5000), files: .cifar(.cifar100))
}
