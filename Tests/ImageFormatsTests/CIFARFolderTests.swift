import Diagnostics
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct CIFARFolderTests {
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

  private static let names = "plane\ncar\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"

  private static var tenFiles: [(name: String, bytes: [UInt8])] {
    [
      ("cifar-10-batches-bin/data_batch_2.bin", ten(3, first: 2)), ("cifar-10-batches-bin/readme.html", [60]),
      ("cifar-10-batches-bin/data_batch_1.bin", ten(2, first: 0)),
      ("cifar-10-batches-bin/batches.meta.txt", Array(names.utf8)),
      ("cifar-10-batches-bin/test_batch.bin", ten(1, first: 7)),
    ]
  }

  private func check(_ images: CIFARImages) throws {
    #expect(images.training.count == 5)
    #expect(images.training.shape == ImageShape(channels: 3, height: 32, width: 32))
    #expect(images.training.labels == [0, 1, 2, 3, 4])
    for index in 0..<5 { #expect(try images.training.pixels(at: index) == noise(3072, seed: UInt32(index))) }
    #expect(images.training.classNames.prefix(2) == ["plane", "car"])
    let test = try #require(images.test)
    #expect(test.labels == [7])
    #expect(try test.pixels(at: 0) == noise(3072, seed: 7))
    #expect(images.training.name == "CIFAR-10 training")
  }

  @Test func `CIFAR-10 is read from its folder, the one above, and its archive`() throws {
    for file in Self.tenFiles { try folder.write(file.bytes, file.name) }
    for place in [folder.path, folder("cifar-10-batches-bin")] {
      let found = try #require(CIFARFolder(path: place))
      #expect(found.kind == .cifar10)
      #expect(found.path == folder("cifar-10-batches-bin"))
      try check(found.load())
    }
    #expect(CIFARFolder(path: folder.path, kind: .cifar100) == nil)
    let path = try folder.write(gzipped(tarArchive(Self.tenFiles)), "archive/some.tar.gz")
    let archive = try #require(CIFARFolder(path: path))
    #expect(archive.kind == .cifar10)
    try check(archive.load())
    #expect(try archive.load().training.fingerprint == CIFARFolder(path: folder.path)?.load().training.fingerprint)
    #expect(try archive.load().training.title(of: 2).contains("data_batch_2.bin, record 0"))
    try folder.write(gzipped(tarArchive(Self.tenFiles)), "downloaded/cifar-10-binary.tar.gz")
    try check(#require(CIFARFolder(path: folder("downloaded"))).load())
  }

  @Test func `CIFAR-100 has fine and coarse labels`() throws {
    try folder.write(Self.hundred(3), "train.bin")
    try folder.write(Self.hundred(1), "test.bin")
    try folder.write(Array((0..<20).map { "group \($0)" }.joined(separator: "\r\n").utf8), "coarse_label_names.txt")
    try folder.write(Array("one name\n".utf8), "fine_label_names.txt")
    let found = try #require(CIFARFolder(path: folder.path))
    #expect(found.kind == .cifar100)
    let fine = try found.load()
    #expect(fine.training.labels == [50, 51, 52])
    #expect(fine.training.classNames == [])
    #expect(try fine.training.pixels(at: 2) == noise(3072, seed: 2))
    let coarse = try found.load(labels: .coarse)
    #expect(coarse.training.labels == [0, 1, 2])
    #expect(coarse.training.classNames.last == "group 19")
    #expect(coarse.test?.labels == [0])
    let path = try folder.write(
      gzipped(tarArchive([("a/train.bin", Self.hundred(3)), ("a/test.bin", Self.hundred(1))])), "hundred.tgz")
    #expect(try CIFARFolder(path: path)?.load().training.labels == [50, 51, 52])
  }

  @Test func `a folder without the test batch has no test images, and known class names`() throws {
    try folder.write(Self.ten(1, first: 0), "data_batch_1.bin")
    let images = try #require(CIFARFolder(path: folder.path)).load()
    #expect(images.test == nil)
    #expect(images.training.classNames[9] == "truck")
  }

  @Test func `what is no CIFAR is not taken for it`() throws {
    try folder.write(noise(10), "train.bin")
    #expect(CIFARFolder(path: folder.path) == nil)
    #expect(CIFARFolder(path: folder("nothing")) == nil)
    #expect(CIFARFolder(path: try folder.write(noise(100), "noise.tar.gz")) == nil)
    #expect(CIFARFolder(path: try folder.write(gzipped(tarArchive([("a", [1])])), "other.tar.gz")) == nil)
  }

  @Test func `a batch that is missing between others is an error`() throws {
    for number in [1, 2, 4] { try folder.write(Self.ten(1, first: 0), "data_batch_\(number).bin") }
    let found = try #require(CIFARFolder(path: folder.path))
    let error = try #require(throws: ImageFileError.self) { try found.load() }
    #expect(error.code == .missingFile)
    #expect(error.description.contains("data_batch_3.bin"))
  }

  @Test func `cut and damaged files are errors that name them`() throws {
    try folder.write(Self.ten(2, first: 0).dropLast(), "data_batch_1.bin")
    let found = try #require(CIFARFolder(path: folder.path))
    let cut = try #require(throws: ImageFileError.self) { try found.load() }
    #expect(cut.code == .truncated)
    #expect(cut.description.contains("data_batch_1.bin: the file ends within a record"))
    try folder.write(Self.ten(1, first: 0) + [77] + noise(3072), "data_batch_1.bin")
    let label = try #require(throws: ImageFileError.self) { try found.load() }
    #expect(
      label.description.contains(
        "data_batch_1.bin, record 1: label out of range (expected a label from 0 to 9, got 77)"))
    let whole = gzipped(tarArchive(Self.tenFiles))
    let path = try folder.write(whole.dropLast(9), "cut.tar.gz")
    let archive = try #require(CIFARFolder(path: path))
    let error = try #require(throws: ImageFileError.self) { try archive.load() }
    #expect(error.code == .corrupt)
    #expect(error.description.contains("cut short"))
  }
}
