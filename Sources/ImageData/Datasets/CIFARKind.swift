/// The two data sets of Krizhevsky, "Learning multiple layers of features from tiny images", 2009: 3 x 32 x 32.
public enum CIFARKind: String, Hashable, Sendable, CaseIterable {
  case cifar10 = "CIFAR-10"
  case cifar100 = "CIFAR-100"

  /// The folder in the published archive.
  public var folderName: String { self == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary" }
  /// The published archive.
  public var archiveName: String { self == .cifar10 ? "cifar-10-binary.tar.gz" : "cifar-100-binary.tar.gz" }

  /// The files of training images, one after the other.
  var trainingFiles: [String] { self == .cifar10 ? (1...5).map { "data_batch_\($0).bin" } : ["train.bin"] }
  var testFile: String { self == .cifar10 ? "test_batch.bin" : "test.bin" }
}
