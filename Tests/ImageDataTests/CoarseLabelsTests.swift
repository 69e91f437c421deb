import Diagnostics
import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

struct CoarseLabelsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Records of CIFAR-10, whose labels count up from `first`.
  private static func ten(_ count: Int, first: Int) -> [UInt8] {
    (0..<count).flatMap { [UInt8((first + $0) % 10)] + noise(3072, seed: UInt32(first + $0)) }
  }

  /// Records of CIFAR-100: coarse labels 0, 1, 2, fine ones 50, 51, 52.
  private static func hundred(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { [UInt8($0), UInt8(50 + $0)] + noise(3072, seed: UInt32($0)) }
  }

  @Test func `coarse labels are had where they are asked for, and of CIFAR-100 alone`() throws {
    try folder.write(Self.hundred(6), "cifar100/train.bin")
    try folder.write(Self.hundred(1), "cifar100/test.bin")
    try folder.write(Self.ten(6, first: 0), "ten/data_batch_1.bin")
    try folder.picture("pictures/a/1.png")
    try SmallImages.write(to: folder, "four")
    var reading = ImageReading()
    reading.labelSet = .coarse
    #expect(try ImageCollection.open(folder("cifar100"), reading: reading).training.labels == [0, 1, 2, 3, 4, 5])
    func load(_ name: String) throws -> Dataset {
      try DatasetCatalogue.standard.load(
        name, dataRoot: folder.path, environment: [:], split: ValidationSplit.none, seed: 0, reading: reading)
    }
    #expect(try load("cifar100").training.labels == [0, 1, 2, 3, 4, 5])
    for name in ["ten", "pictures", "four"] {
      let error = try #require(throws: DatasetError.self) { try load(folder(name)) }
      #expect(error.code == .noCoarseLabels)
      #expect(error.description.contains(folder(name)) && error.description.contains("--label-set"))
    }
    reading.labelSet = .fine
    #expect(try load("cifar100").training.labels?.first == 50)
    #expect(try load(folder("ten")).training.labels?.count == 6)
  }
}
