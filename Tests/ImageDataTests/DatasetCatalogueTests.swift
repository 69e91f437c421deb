import Diagnostics
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct DatasetCatalogueTests {
  let folder: TemporaryFolder
  /// A catalogue whose one package is in the test's folder.
  let catalogue: DatasetCatalogue

  init() throws {
    folder = try TemporaryFolder()
    // zlib.crc32 of ten labels 0 to 9, and of ten labels 9.
    catalogue = DatasetCatalogue(known: [
      KnownDataset(
        name: "shapes", title: "Shapes", package: "dataset-shapes", packageFolder: "\(folder.path)/package",
        origin: "https://example.org/shapes", split: .first(2), files: .idx(labelsChecksum: 0x456C_D746),
        classNames: (0...9).map { "shape \($0)" }),
      KnownDataset(
        name: "nines", title: "Nines", origin: "https://example.org/nines", split: .first(3),
        files: .idx(labelsChecksum: 0xC933_EF4E)),
    ])
  }

  /// Ten training images whose bytes are all `level`, and four test images.
  private func write(_ place: String, level: UInt8, labels: [UInt8]? = Array(0..<10), test: Bool = true) throws {
    try folder.write(
      gzipped(idx([10, 2, 2], Array(repeating: level, count: 40))), "\(place)/train-images-idx3-ubyte.gz")
    if let labels {
      try folder.write(idx([UInt32(labels.count)], labels), "\(place)/train-labels-idx1-ubyte")
    }
    if test {
      try folder.write(idx([4, 2, 2], noise(16)), "\(place)/t10k-images.idx3-ubyte")
      if labels != nil { try folder.write(gzipped(idx([4], [1, 2, 3, 4])), "\(place)/t10k-labels.idx1-ubyte.gz") }
    }
  }

  private func load(
    _ name: String, root: String? = nil, variable: String? = nil, split: ValidationSplit? = nil
  ) throws -> Dataset {
    try catalogue.load(
      name, dataRoot: root.map { "\(folder.path)/\($0)" },
      environment: variable.map { [DatasetCatalogue.environmentVariable: "\(folder.path)/\($0)"] } ?? [:],
      split: split, seed: 1)
  }

  private func level(_ dataset: Dataset) throws -> UInt8 { try dataset.training.images.pixels(at: 0)[0] }

  @Test func `a known set comes with its split, labels and test images`() throws {
    try write("package", level: 1)
    let dataset = try load("Shapes")
    #expect(dataset.name == "shapes")
    #expect(dataset.shape == ImageShape(channels: 1, height: 2, width: 2))
    #expect(dataset.split == .first(2))
    #expect(dataset.validation.indices == [0, 1])
    #expect(dataset.training.indices == [2, 3, 4, 5, 6, 7, 8, 9])
    #expect(dataset.training.images.labels == Array(0..<10))
    #expect(dataset.fingerprint == dataset.validation.images.fingerprint)
    let test = try #require(dataset.test)
    #expect(test.count == 4)
    #expect(test.shape == dataset.shape)
    let images = try test.load().images
    #expect(try (0..<4).flatMap(images.pixels(at:)) == noise(16))
    #expect(try test.load().images.labels == [1, 2, 3, 4])
    #expect(try test.load().images === test.load().images)
  }

  @Test func `a name is looked for in the package, the data root and the environment`() throws {
    try write("environment", level: 50)
    #expect(try level(load("shapes", root: "root", variable: "environment")) == 50)
    try write("environment/shapes", level: 40)
    #expect(try level(load("shapes", root: "root", variable: "environment")) == 40)
    try write("root", level: 30)
    #expect(try level(load("shapes", root: "root", variable: "environment")) == 30)
    try write("root/shapes", level: 20)
    #expect(try level(load("shapes", root: "root", variable: "environment")) == 20)
    try write("package", level: 10)
    #expect(try level(load("shapes", root: "root", variable: "environment")) == 10)
  }

  @Test func `a set found nowhere is an error that names every place and the cure`() throws {
    let error = try #require(throws: DatasetError.self) { try load("shapes", root: "root", variable: "environment") }
    #expect(error.code == .notFound)
    for place in ["package", "root", "root/shapes", "environment", "environment/shapes"] {
      #expect(error.description.contains("\(folder.path)/\(place)"))
    }
    #expect(error.description.contains("apt-get install dataset-shapes"))
    #expect(error.description.contains("--data-root"))
    #expect(!error.description.contains("\n"))
  }

  @Test func `another known set's files are not taken for the one asked for`() throws {
    try write("root", level: 3)
    let error = try #require(throws: DatasetError.self) { try load("nines", root: "root") }
    #expect(error.code == .notFound)
    #expect(error.description.contains("root (holds shapes)"))
    #expect(error.description.contains("https://example.org/nines"))
  }

  @Test func `an unknown name suggests the nearest`() throws {
    let error = try #require(throws: DatasetError.self) { try load("shape") }
    #expect(error.code == .unknownName)
    #expect(error.description.contains("did you mean shapes?"))
    let standard = try #require(throws: DatasetError.self) {
      try DatasetCatalogue.standard.load("fashion-mnst", environment: [:], seed: 1)
    }
    #expect(
      standard.description.contains("did you mean fashion-mnist? (known: mnist, fashion-mnist, cifar10, cifar100)"))
  }

  @Test func `a path that is not there is no unknown name`() throws {
    let error = try #require(throws: DatasetError.self) { try load("\(folder.path)/nothing") }
    #expect(error.code == .missingPath)
    #expect(error.description.hasPrefix("\(folder.path)/nothing"))
  }

  @Test func `a folder of another set holds out a tenth`() throws {
    try write("other", level: 6, labels: [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    let dataset = try load("\(folder.path)/other")
    #expect(dataset.name == "\(folder.path)/other")
    #expect(dataset.split == .percentage(10))
    #expect(dataset.validation.count == 1)
    #expect(dataset.training.count == 9)
    #expect(dataset.test?.count == 4)
  }

  @Test func `a folder is recognized by its labels`() throws {
    try write("copy", level: 6)
    let dataset = try load("\(folder.path)/copy")
    #expect(dataset.name == "shapes")
    #expect(dataset.split == .first(2))
    #expect(dataset.training.images.className(of: 3) == "shape 3")
    #expect(try dataset.test?.load().images.className(of: 4) == "shape 4")
  }

  @Test func `EMNIST's classes have names by those of its files, where these suffice`() throws {
    let letters: [UInt8] = Array(1...10)
    try folder.write(idx([10, 2, 2], noise(40)), "letters/emnist-letters-train-images-idx3-ubyte")
    try folder.write(idx([10], letters), "letters/emnist-letters-train-labels-idx1-ubyte")
    let named = try load("\(folder.path)/letters").training.images
    #expect(named.className(of: 1) == "A" && named.label("C") == 3)
    let opened = try ImageCollection.open("\(folder.path)/letters")
    #expect(opened.training.classNames == named.classNames && named.classNames.count == 27)
    try folder.write(idx([10], letters.map { $0 + 20 }), "letters/emnist-letters-train-labels-idx1-ubyte")
    #expect(try load("\(folder.path)/letters").training.images.classNames == [])
  }

  @Test func `a folder without labels or test images is fine`() throws {
    try write("bare", level: 6, labels: nil, test: false)
    let dataset = try load("\(folder.path)/bare", split: ValidationSplit.none)
    #expect(dataset.training.images.labels == nil)
    #expect(dataset.test == nil)
    #expect(dataset.training.count == 10)
    #expect(dataset.validation.count == 0)
  }

  @Test func `a known set without test images is incomplete`() throws {
    try write("package", level: 1, test: false)
    let error = try #require(throws: DatasetError.self) { try load("shapes") }
    #expect(error.code == .incomplete)
    #expect(error.description.contains("t10k-images-idx3-ubyte"))
  }

  @Test func `a folder without images is an error`() throws {
    let error = try #require(throws: DatasetError.self) { try load(folder.path) }
    #expect(error.code == .incomplete)
    #expect(error.description.contains("train-images-idx3-ubyte[.gz]"))
  }

  @Test func `one file of images is a data set`() throws {
    let path = try folder.write(idx([20, 3, 3], noise(180)), "images")
    let dataset = try load(path)
    #expect(dataset.split == .percentage(10))
    #expect(dataset.validation.count == 2)
    #expect(dataset.training.count == 18)
    #expect(dataset.test == nil)
  }

  @Test func `labels that are too few are an error`() throws {
    try write("short", level: 6, labels: [1, 2, 3])
    let error = try #require(throws: ImageFileError.self) { try load("\(folder.path)/short") }
    #expect(error.code == .labelCount)
  }

  @Test func `test images that are damaged show at once, with the test's file`() throws {
    try write("package", level: 1)
    try folder.write([1, 2, 3, 4, 5, 6, 7, 8], "package/t10k-images.idx3-ubyte")
    let error = try #require(throws: ImageFileError.self) { try load("shapes") }
    #expect(error.code == .wrongFormat)
    #expect(error.description.contains("t10k-images.idx3-ubyte"))
  }

  @Test func `test images of another shape are an error`() throws {
    try write("package", level: 1)
    try folder.write(idx([4, 3, 2], noise(24)), "package/t10k-images.idx3-ubyte")
    let error = try #require(throws: ImageFileError.self) { try load("shapes") }
    #expect(error.code == .mixedShapes)
    #expect(error.description.contains("expected 1x2x2, got 1x3x2"))
  }

  @Test func `the findings tell where each known set is`() throws {
    try write("root/nines", level: 9, labels: Array(repeating: 9, count: 10))
    let findings = catalogue.findings(dataRoot: "\(folder.path)/root", environment: [:])
    #expect(findings.map(\.dataset.name) == ["shapes", "nines"])
    #expect(findings.map(\.folder) == [nil, "\(folder.path)/root/nines"])
    #expect(findings[0].searched == ["package", "root/shapes", "root"].map { "\(folder.path)/\($0)" })
  }

  @Test func `a collection with validation images of its own validates with them`() throws {
    for (name, level) in [("train/a/1", 1), ("train/b/2", 2), ("val/a/3", 3), ("test/b/4", 4)] {
      try folder.picture("photos/\(name).png", level: UInt8(level))
    }
    let path = "\(folder.path)/photos"
    let dataset = try load(path)
    #expect(dataset.split == .given)
    #expect(dataset.title == "photos")
    #expect(dataset.training.count == 2)
    #expect(dataset.training.labels == [0, 1])
    #expect(try dataset.validation.images.pixels(at: 0)[0] == 3)
    #expect(try dataset.test?.load().images.pixels(at: 0)[0] == 4)
    #expect(dataset.training.images is ImageSet)
    // The run file gives back the split that was used.
    #expect(try load(path, split: ValidationSplit("given")).validation.count == 1)
    let asTest = try load(path, split: .test)
    #expect(try asTest.validation.images.pixels(at: 0)[0] == 4)
    let parted = try load(path, split: .first(1))
    #expect(parted.training.indices == [1])
    #expect(parted.validation.images === parted.training.images)
    let inverted = dataset.inverted()
    #expect(try inverted.validation.images.pixels(at: 0)[0] == 252)
    #expect(try inverted.training.images.pixels(at: 0)[0] == 254)
  }

  @Test func `a split that names a part which is not there is an error`() throws {
    try folder.picture("photos/1.png")
    for split in [ValidationSplit.given, .test] {
      let error = try #require(throws: DatasetError.self) { try load("\(folder.path)/photos", split: split) }
      #expect(error.code == .missingPart)
    }
  }

  @Test func `known images of IDX are brought to a size too, the test's as well`() throws {
    try write("package", level: 1)
    var reading = ImageReading()
    reading.preparation.size = PixelSize(width: 4, height: 6)
    let dataset = try catalogue.load("shapes", environment: [:], seed: 1, reading: reading)
    #expect(dataset.shape == ImageShape(channels: 1, height: 6, width: 4))
    #expect(try dataset.test?.load().images.shape == dataset.shape)
    #expect(dataset.split == .first(2))
  }

  @Test func `CIFAR is found by its folder, its files or its archive`() throws {
    let standard = DatasetCatalogue.standard
    func found(_ name: String) -> String? {
      standard.findings(dataRoot: folder.path, environment: [:]).first { $0.dataset.name == name }?.folder
    }
    #expect(found("cifar10") == nil)
    try folder.write([1], "cifar-10-binary.tar.gz")
    #expect(found("cifar10") == folder("cifar-10-binary.tar.gz"))
    try folder.write([1], "cifar10/cifar-10-batches-bin/data_batch_1.bin")
    #expect(found("cifar10") == folder("cifar10/cifar-10-batches-bin"))
    #expect(found("cifar100") == nil)
    try folder.write([1], "cifar100/train.bin")
    try folder.write([1], "cifar100/test.bin")
    #expect(found("cifar100") == folder("cifar100"))
    let error = try #require(throws: DatasetError.self) { try standard.load("cifar10", environment: [:], seed: 1) }
    #expect(error.code == .notFound)
    #expect(error.description.contains("cifar-10-binary.tar.gz"))
  }

  @Test func `CIFAR by its path validates like CIFAR by its name`() throws {
    let catalogue = DatasetCatalogue(known: [
      KnownDataset(name: "cifar10", title: "CIFAR-10", origin: "", split: .first(2), files: .cifar(.cifar10))
    ])
    let record = [UInt8(3)] + noise(3072)
    let files = (1...5).map { ("data_batch_\($0).bin", record) } + [("test_batch.bin", record)]
    for (name, bytes) in files { try folder.write(bytes, "root/cifar-10-batches-bin/\(name)") }
    let archive = try folder.write(gzipped(tarArchive(files)), "cifar-10-binary.tar.gz")
    let named = try catalogue.load("cifar10", dataRoot: folder("root"), environment: [:], seed: 1)
    #expect(named.split == .first(2) && named.training.count == 3)
    for path in [folder("root"), folder("root/cifar-10-batches-bin"), archive] {
      let found = try catalogue.load(path, environment: [:], seed: 1)
      #expect(found.split == named.split && found.validation.indices == named.validation.indices, "\(path)")
      #expect(found.training.indices == named.training.indices, "\(path)")
    }
    let published = try catalogue.load(archive, environment: [:], split: .test, seed: 1)
    #expect(published.training.count == 5 && published.validation.count == 1)
  }
}
