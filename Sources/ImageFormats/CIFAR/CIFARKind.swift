import ImageShapes

/// The data sets of Krizhevsky, "Learning multiple layers of features from tiny images", 2009: 3 x 32 x 32.
public enum CIFARKind: String, Hashable, Sendable, CaseIterable {
  case cifar10 = "CIFAR-10"
  case cifar100 = "CIFAR-100"

  /// The name of the folder in the published archive.
  public var folderName: String { self == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary" }
  /// The name of the published archive.
  public var archiveName: String { self == .cifar10 ? "cifar-10-binary.tar.gz" : "cifar-100-binary.tar.gz" }

  /// The names of the files of training images, in order.
  package var trainingFiles: [String] { self == .cifar10 ? (1...5).map { "data_batch_\($0).bin" } : ["train.bin"] }
  package var testFile: String { self == .cifar10 ? "test_batch.bin" : "test.bin" }

  package func namesFile(_ labels: CIFARLabels) -> String {
    switch self {
    case .cifar10: "batches.meta.txt"
    case .cifar100: labels == .fine ? "fine_label_names.txt" : "coarse_label_names.txt"
    }
  }

  /// The number of classes.
  public func classes(_ labels: CIFARLabels) -> Int {
    self == .cifar10 ? 10 : labels == .fine ? 100 : 20
  }

  /// The layout of a record: label, 3072 pixels for CIFAR-10; coarse label, fine label, 3072 pixels for CIFAR-100.
  ///
  /// Pixels are planes of red, green, blue.
  package func layout(_ labels: CIFARLabels) -> RecordLayout {
    let shape = ImageShape(channels: 3, height: 32, width: 32)
    return self == .cifar10
      ? RecordLayout(shape: shape, recordBytes: 3073, pixelOffset: 1, labelOffset: 0)
      : RecordLayout(shape: shape, recordBytes: 3074, pixelOffset: 2, labelOffset: labels == .fine ? 1 : 0)
  }

  /// The names in batches.meta.txt, for folders without it; CIFAR-100's names are only in its files.
  var knownNames: [String] {
    self == .cifar10
      ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"] : []
  }
}

/// The choice of the two labels of a CIFAR-100 image; CIFAR-10 has only one.
public enum CIFARLabels: String, Codable, Hashable, Sendable, CaseIterable {
  /// One of 100 classes.
  case fine
  /// One of 20 groups of classes.
  case coarse
}
