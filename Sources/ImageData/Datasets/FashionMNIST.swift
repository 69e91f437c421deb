extension KnownDataset {
  /// Fashion-MNIST: 60,000 training and 10,000 test images of articles of clothing, 1 x 28 x 28.
  ///
  /// Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset", 2017. Four files of 30.9 MB together.
  public static let fashionMNIST = KnownDataset(
    name: "fashion-mnist", title: "Fashion-MNIST", package: "dataset-fashion-mnist",
    packageFolder: "/usr/share/datasets/fashion-mnist", origin: "https://github.com/zalandoresearch/fashion-mnist",
    split: .first(5000), files: .idx(labelsChecksum: 0x2ed6_e46a),
    classNames: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
    ],
    download: Download(
      files: [
        .idx(
          "train-images-idx3-ubyte.gz", 26_421_880, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        .idx("train-labels-idx1-ubyte.gz", 29_515, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        .idx(
          "t10k-images-idx3-ubyte.gz", 4_422_102, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        .idx("t10k-labels-idx1-ubyte.gz", 5_148, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
      ],
      mirrors: [
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
      ], trainingCount: 60_000, testCount: 10_000))
}
