import ImageFormats

extension KnownDataset {
  /// CIFAR-10: 50,000 training and 10,000 test photographs of ten kinds of things, 3 x 32 x 32.
  ///
  /// Krizhevsky, "Learning multiple layers of features from tiny images", 2009. The Dynamic Training Bench validates with
  /// the test images, which the split `test` does.
  public static let cifar10 = KnownDataset(
    name: "cifar10", title: "CIFAR-10", origin: "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
    split: .first(5000), files: .cifar(.cifar10))
}
