import Diagnostics
import ImageData
import ImageFixtures
import ImageFormats
import Pictures
import TestSupport
import Testing

/// CIFAR's and NumPy's files as collections, by the readers of this library.
struct OpenedFilesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `CIFAR's folder and archive are collections`() throws {
    let record = [UInt8(3)] + noise(3072)
    try folder.write(record + record, "data_batch_1.bin")
    try folder.write(record, "test_batch.bin")
    let opened = try ImageCollection.open(folder.path)
    #expect(opened.kind == .cifar)
    #expect(opened.training.count == 2)
    #expect(opened.test?.labels == [3])
    let path = try folder.write(gzipped(tarArchive([("data_batch_1.bin", record)])), "some.tar.gz")
    #expect(try ImageCollection.open(path).training.pixels(at: 0) == noise(3072))
    let other = try folder.write(gzipped(tarArchive([("a.txt", [1])])), "other.tar.gz")
    let error = try #require(throws: DatasetError.self) { try ImageCollection.open(other) }
    #expect(error.code == .unrecognized)
    #expect(error.description.contains("data_batch_1.bin"))
  }

  @Test func `NumPy's files are collections`() throws {
    let array = npy("|u1", [2, 3, 3], noise(18))
    let one = try ImageCollection.open(folder.write(array, "one.npy"))
    #expect(one.kind == .numpy)
    #expect(one.training.count == 2)
    let several = try ImageCollection.open(
      folder.write(zipArchive([("x_train.npy", array), ("x_test.npy", array)]), "several.npz"))
    #expect(several.training.fingerprint == one.training.fingerprint)
    #expect(several.test?.count == 2)
    let dataset = try DatasetCatalogue.standard.load(folder("one.npy"), environment: [:], split: .first(1), seed: 1)
    #expect(dataset.training.count == 1)
    #expect(dataset.validation.count == 1)
  }
}
