import Diagnostics
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

/// Data sets under the names and in the forms in which people have them.
struct FoundFilesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ name: String, _ reading: ImageReading = ImageReading()) throws -> ImageCollection {
    try ImageCollection.open(folder(name), reading: reading)
  }

  private func folders(_ names: String...) throws {
    for name in names {
      try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
    }
  }

  @Test(arguments: [
    ("a/train-images.idx3-ubyte", "a/train-labels.idx1-ubyte", "a/t10k-images.idx3-ubyte"),
    (
      "a/emnist-letters-train-images-idx3-ubyte", "a/emnist-letters-train-labels-idx1-ubyte",
      "a/emnist-letters-test-images-idx3-ubyte"
    ),
    (
      "a/MNIST/raw/train-images-idx3-ubyte", "a/MNIST/raw/train-labels-idx1-ubyte", "a/MNIST/raw/t10k-images-idx3-ubyte"
    ),
    ("a/raw/train-images-idx3-ubyte", "a/raw/train-labels-idx1-ubyte", "a/raw/t10k-images-idx3-ubyte"),
    (
      "a/train-images-idx3-ubyte/train-images-idx3-ubyte", "a/train-labels-idx1-ubyte/train-labels-idx1-ubyte",
      "a/t10k-images-idx3-ubyte/t10k-images-idx3-ubyte"
    ),
    ("a/train-images-idx3-ubyte/train-images.idx3-ubyte", "a/train-labels.idx1-ubyte", "a/t10k-images.idx3-ubyte"),
  ])
  func `MNIST's files are known by all their names`(images: String, labels: String, test: String) throws {
    for path in [images, labels, test] { try folders((path as NSString).deletingLastPathComponent) }
    try folder.write(idx([2, 2, 3], noise(12)), images)
    try folder.write(idx([2], [7, 1]), labels)
    try folder.write(idx([1, 2, 3], noise(6)), test)
    let collection = try open("a")
    #expect(collection.kind == .idx)
    #expect(collection.training.labels == [7, 1])
    #expect(collection.test?.count == 1)
  }

  @Test func `folders beside files of the same names are passed over`() throws {
    try folders("a/train-images-idx3-ubyte", "a/train-labels-idx1-ubyte")
    try folder.write(idx([2, 2, 3], noise(12)), "a/train-images.idx3-ubyte")
    try folder.write(idx([2], [7, 1]), "a/train-labels.idx1-ubyte")
    #expect(try open("a").training.labels == [7, 1])
  }

  @Test func `several data sets in one folder are an error that names them`() throws {
    try folders("a")
    for split in ["letters", "digits"] {
      try folder.write(idx([2, 2, 3], noise(12)), "a/emnist-\(split)-train-images-idx3-ubyte")
    }
    let error = try #require(throws: DatasetError.self) { try open("a") }
    #expect(error.description.contains("emnist-digits-*, emnist-letters-*"), "\(error)")
  }

  @Test func `labels of another kind leave the images usable`() throws {
    try folders("a")
    try folder.write(idx([2, 2, 3], noise(12)), "a/train-images-idx3-ubyte")
    try folder.write([0, 0, 12, 1, 0, 0, 0, 1, 0, 0, 0, 1], "a/train-labels-idx1-ubyte")
    let collection = try open("a")
    #expect(collection.training.count == 2)
    #expect(collection.training.labels == nil)
  }

  @Test func `a database is a folder, a file in it, a file alone, or a folder called data.mdb`() throws {
    let path = try folder.database([try datum(noise(6), 1, 2, 3, label: 4)], "db")
    try FileManager.default.copyItem(atPath: path + "/data.mdb", toPath: folder("alone.lmdb"))
    try FileManager.default.copyItem(atPath: path + "/data.mdb", toPath: folder("nameless"))
    try folders("outer")
    try FileManager.default.copyItem(atPath: path, toPath: folder("outer/data.mdb"))
    for name in ["db", "db/data.mdb", "alone.lmdb", "nameless", "outer", "outer/data.mdb", "outer/data.mdb/data.mdb"] {
      let collection = try open(name)
      #expect(collection.kind == .lmdb, "\(name)")
      #expect(try collection.training.pixels(at: 0) == noise(6))
    }
  }

  @Test func `CIFAR's version for Python is refused with the name of the other`() throws {
    try folders("py/cifar-10-batches-py", "hundred")
    let pickle: [UInt8] = [0x80, 2, 0x7D, 0x71, 0]
    try folder.write(pickle, "py/cifar-10-batches-py/data_batch_1")
    try folder.write(pickle, "hundred/train")
    try folder.write(pickle, "hundred/meta")
    try folder.write(tarArchive([("cifar-10-batches-py/data_batch_1", pickle)]), "cifar-10-python.tar")
    for name in [
      "py", "py/cifar-10-batches-py", "py/cifar-10-batches-py/data_batch_1", "hundred", "cifar-10-python.tar",
    ] {
      let error = try #require(throws: DatasetError.self) { try open(name) }
      #expect(error.description.contains("cifar-10-binary.tar.gz"), "\(error)")
      #expect(error.description.contains("hourglass data get"), "\(error)")
    }
  }

  @Test func `pictures have many extensions, and other files are counted by kind`() throws {
    let jpeg = try Picture(width: 4, height: 3, colour: .rgb, filledWith: 9).jpeg()
    try folders("a")
    for name in ["1.jfif", "2.JPE", "3.jif", "4.jfi", "5.jpeg"] { try folder.write(jpeg, "a/\(name)") }
    try folder.write(Array("P4 4 3\n".utf8) + [0, 0, 0], "a/6.pbm")
    try folder.write(Array("P5 4 3 255\n".utf8) + noise(12), "a/7.pnm")
    for name in ["a.heic", "b.HEIC", "c.txt", ".hidden", "README"] { try folder.write([1], "a/\(name)") }
    let collection = try open("a")
    #expect(collection.training.count == 7)
    #expect(collection.ignoredFiles.counts == [".heic": 2, ".txt": 1, "hidden": 1, "without extension": 1])
    #expect(collection.ignoredFiles.description == "2 .heic, 1 .txt, 1 hidden, 1 without extension")
  }

  @Test func `classes that differ in nothing but the underscore keep their names`() throws {
    for name in ["a b", "a_b", "c_d"] { try folder.picture("classes/\(name)/1.png") }
    let images = try open("classes").training
    #expect(images.classNames == ["a b", "a_b", "c d"])
    #expect(images.label("a b") == 0)
    #expect(images.label("a_b") == 1)
    #expect(images.label("c_d") == 2)
    #expect(images.label("c d") == 2)
  }

  @Test func `names that are not UTF-8 stay distinct, and stay in keys and lists`() throws {
    try folders("latin")
    let png = try Picture(width: 2, height: 2, colour: .grey, filledWith: 7).png()
    for byte: UInt8 in [0xFC, 0xE4] {
      let path = (folder("latin") + "/gr").utf8CString.dropLast() + [CChar(bitPattern: byte)] + "n.png".utf8CString
      let file = try #require(path.withUnsafeBufferPointer { fopen($0.baseAddress!, "wb") })
      _ = png.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
      fclose(file)
    }
    let images = try open("latin").training
    #expect((0..<2).map { images.title(of: $0) } == [folder("latin/gr\\xe4n.png"), folder("latin/gr\\xfcn.png")])
    _ = try ImportJob(training: ImportList(images)).run(to: folder("out"))
    let list = try Data(contentsOf: URL(fileURLWithPath: folder("out/train.txt")))
    #expect(Array(list) == Array("gr".utf8) + [0xE4] + Array("n.png\ngr".utf8) + [0xFC] + Array("n.png\n".utf8))
    let database = try LMDBFile(path: folder("out/train_db"))
    let key = database.withKey(of: database.records[1]) { Array($0) }
    #expect(key == Array("00000001_gr".utf8) + [0xFC] + Array("n.png".utf8))
  }

  @Test func `every page of a TIFF is an image, if all are asked for`() throws {
    let page = tiffPages(3)
    try folders("tiffs")
    try folder.write(page, "tiffs/a.tif")
    try folder.picture("tiffs/b.png", level: 9, width: 2, height: 1, colour: .grey)
    #expect(try open("tiffs").training.count == 2)
    var reading = ImageReading()
    reading.pages = .all
    let images = try open("tiffs", reading).training
    #expect(images.count == 4)
    #expect(try (0..<4).map { try images.pixels(at: $0)[0] } == [0, 100, 200, 9])
    #expect(images.title(of: 2) == folder("tiffs/a.tif, page 3"))
  }

  /// A TIFF of pages of 2 x 1 grey pixels, of the levels 0, 100 and so on.
  private func tiffPages(_ count: Int) -> [UInt8] {
    func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 255) } }
    func half(_ value: Int) -> [UInt8] { (0..<2).map { UInt8(value >> (8 * $0) & 255) } }
    var bytes = Array("II*\0".utf8) + word(8)
    for page in 0..<count {
      let fields = [(256, 2), (257, 1), (258, 8), (259, 1), (262, 1), (273, 0), (277, 1), (278, 1), (279, 2)]
      let start = bytes.count
      let pixels = start + 2 + 12 * fields.count + 4
      bytes += half(fields.count)
      for (tag, value) in fields { bytes += half(tag) + half(4) + word(1) + word(tag == 273 ? pixels : value) }
      bytes += word(page == count - 1 ? 0 : pixels + 2) + [UInt8(100 * page), UInt8(100 * page)]
    }
    return bytes
  }
}
