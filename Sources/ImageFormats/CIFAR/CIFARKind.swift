import ImageShapes

/// The two data sets of Krizhevsky, "Learning multiple layers of features from tiny images", 2009: 3 x 32 x 32.
public enum CIFARKind: String, Hashable, Sendable, CaseIterable {
  case cifar10 = "CIFAR-10"
  case cifar100 = "CIFAR-100"

  /// The folder in the published archive.
  public var folderName: String { self == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary" }
  /// The published archive.
  public var archiveName: String { self == .cifar10 ? "cifar-10-binary.tar.gz" : "cifar-100-binary.tar.gz" }

  /// The files of training images, one after the other.
  package var trainingFiles: [String] { self == .cifar10 ? (1...5).map { "data_batch_\($0).bin" } : ["train.bin"] }
  package var testFile: String { self == .cifar10 ? "test_batch.bin" : "test.bin" }

  package func namesFile(_ labels: CIFARLabels) -> String {
    switch self {
    case .cifar10: "batches.meta.txt"
    case .cifar100: labels == .fine ? "fine_label_names.txt" : "coarse_label_names.txt"
    }
  }

  /// How many classes there are.
  public func classes(_ labels: CIFARLabels) -> Int {
    self == .cifar10 ? 10 : labels == .fine ? 100 : 20
  }

  /// CIFAR-10: label, 3072 pixels; CIFAR-100: coarse label, fine label, 3072 pixels; pixels are planes of red, green, blue.
  public func layout(_ labels: CIFARLabels) -> RecordLayout {
    let shape = ImageShape(channels: 3, height: 32, width: 32)
    return self == .cifar10
      ? RecordLayout(shape: shape, recordBytes: 3073, pixelOffset: 1, labelOffset: 0)
      : RecordLayout(shape: shape, recordBytes: 3074, pixelOffset: 2, labelOffset: labels == .fine ? 1 : 0)
  }

  /// The names that batches.meta.txt gives, for folders without it; CIFAR-100's hundred are in its files alone.
  var knownNames: [String] {
    self == .cifar10
      ? ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"] : []
  }
}

/// Which of the two labels of a CIFAR-100 image; CIFAR-10 has one.
public enum CIFARLabels: String, Codable, Hashable, Sendable, CaseIterable {
  /// One of 100 classes.
  case fine
  /// One of 20 groups of classes.
  case coarse
}
