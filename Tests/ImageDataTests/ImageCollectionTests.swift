import Diagnostics
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct ImageCollectionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ name: String = "") throws -> ImageCollection {
    try ImageCollection.open(name.isEmpty ? folder.path : folder(name))
  }

  @Test func `a file of images and a folder of four are IDX`() throws {
    try folder.write(idx([3, 2, 2], noise(12)), "pixels")
    try folder.write(gzipped(idx([3, 2, 2], noise(12))), "zipped.bin")
    #expect(try open("pixels").kind == .idx)
    #expect(try open("zipped.bin").training.count == 3)
    try SmallImages.write(to: folder, "four")
    let four = try open("four")
    #expect(four.kind == .idx)
    #expect(four.title == "four")
    #expect(four.test?.count == SmallImages.testCount)
    #expect(four.training.labels?.first == 7)
  }

  @Test(arguments: [
    ("a/data_batch_1.bin", "a", ImageCollection.Kind.cifar), ("a/cifar-100-binary/test.bin", "a", .cifar),
    ("a/cifar-10-binary.tar.gz", "a", .cifar), ("b.tar.gz", "b.tar.gz", .cifar), ("c/data.mdb", "c", .lmdb),
    ("c/data.mdb", "c/data.mdb", .lmdb),
  ])
  func `files are told by their names`(file: String, path: String, kind: ImageCollection.Kind) throws {
    try folder.write([1, 2, 3], file)
    if file.hasSuffix("test.bin") { try folder.write([1], "a/cifar-100-binary/train.bin") }
    #expect(try CollectionKind(path: folder(path)) == .images(kind))
    #expect(try ImageCollection.kind(at: folder(path)) == kind)
  }

  @Test func `arrays are told by their first bytes`() throws {
    let array = npy("|u1", [3, 2, 2], noise(12))
    try folder.write(array, "a.bin")
    try folder.write(zipArchive([("x_train.npy", array)]), "b.npz")
    #expect(try open("a.bin").kind == .numpy)
    #expect(try open("b.npz").kind == .numpy)
    #expect(try open("b.npz").training.count == 3)
  }

  @Test(arguments: ["c", "c/data.mdb"])
  func `a database is opened by its folder or its file`(path: String) throws {
    try folder.database([datum([5, 5, 5, 5], 1, 2, 2)], "c")
    let collection = try open(path)
    #expect(collection.kind == .lmdb)
    #expect(collection.training.name == folder("c"))
  }

  @Test func `a folder of databases has parts, class names and a mean`() throws {
    for name in ["train_db", "val_db", "test_db"] {
      try folder.database([0, 1, 0].map { try datum([5, 5, 5, 5], 1, 2, 2, label: $0) }, name)
    }
    try folder.text("cat\ndog\n", "labels.txt")
    try folder.text("mean", "mean.binaryproto")
    let collection = try open()
    #expect(collection.kind == .lmdb)
    #expect(collection.training.name == folder("train_db"))
    #expect(collection.validation?.name == folder("val_db"))
    #expect(collection.test?.name == folder("test_db"))
    #expect(collection.test?.classNames == ["cat", "dog"])
    #expect(collection.meanFile == folder("mean.binaryproto"))
    #expect(collection.training.classCounts?.map(\.count) == [2, 1])
  }

  @Test func `a text file is a list by its ending or by its first line`() throws {
    try folder.picture("a b.png")
    try folder.text("a b.png 3", "list.txt")
    try folder.text("# names\n\na b.png\n", "names")
    #expect(try open("list.txt").training.labels == [3])
    #expect(try open("names").kind == .list)
    #expect(try open("names").training.count == 1)
  }

  @Test func `a folder of pictures has parts`() throws {
    try folder.picture("train/a/1.png")
    try folder.picture("val/a/2.png")
    try folder.text("words", "train/a/x.txt")
    let collection = try open()
    #expect(collection.kind == .folder)
    #expect(collection.validation?.count == 1)
    #expect(collection.test == nil)
    #expect(collection.ignoredFiles.count == 1)
  }

  @Test func `a description says where everything is and how it is read`() throws {
    try folder.picture("pictures/1.png", level: 10)
    try folder.picture("pictures/2.png", level: 20, width: 9, height: 9)
    try folder.text("1.png 0\n2.png 1\n", "train.txt")
    try folder.picture("others/cat/3.png", level: 30, width: 5, height: 5)
    try folder.text("x\ny", "names.txt")
    try folder.text("mean", "m.png")
    try folder.text(
      "training: train.txt\nvalidation: others\nroot: pictures\nlabels: names.txt\nresize: 6x4\ncolour: grey\nmean: m.png\n"
        + "split: none\n", "dataset.yaml")
    for path in ["", "dataset.yaml"] {
      let collection = try open(path)
      #expect(collection.kind == .list)
      #expect(collection.title == (folder.path as NSString).lastPathComponent)
      #expect(collection.training.shape == ImageShape(channels: 1, height: 4, width: 6))
      #expect(collection.training.classNames == ["x", "y"])
      #expect(try collection.training.pixels(at: 1) == [UInt8](repeating: 20, count: 24))
      #expect(try collection.validation?.pixels(at: 0) == [UInt8](repeating: 30, count: 24))
      #expect(collection.meanFile == folder("m.png"))
      #expect(collection.split == ValidationSplit.none)
    }
  }

  @Test func `a description pairs databases and may name its kind`() throws {
    for name in ["a", "c"] { try folder.database([2, 3].map { try datum([$0, $0], 1, 1, 2) }, name) }
    try folder.database([6, 7].map { try datum([$0], 1, 1, 1) }, "b")
    try folder.text("kind: lmdb\ntraining: {images: a, labels: b}\ntest: c\n", "dataset.yaml")
    let collection = try open()
    #expect(collection.training.name == folder("a"))
    #expect(collection.training.labels == [6, 7])
    #expect(collection.test?.name == folder("c"))
    #expect(collection.test?.labels == nil)
  }

  @Test func `a description cannot lead to itself or to another`() throws {
    try folder.text("training: .\n", "dataset.yaml")
    #expect(try #require(throws: DatasetError.self) { try open() }.code == .incomplete)
    try folder.picture("a/1.png")
    #expect(try open().training.count == 1)
    try folder.text("training: other.yaml\n", "dataset.yaml")
    try folder.text("training: a\n", "other.yaml")
    #expect(try #require(throws: DatasetError.self) { try open() }.code == .unrecognized)
  }

  @Test func `a mean that is not there is an error`() throws {
    try folder.picture("a/1.png")
    try folder.text("training: a\nmean: m.binaryproto\n", "dataset.yaml")
    let error = try #require(throws: DatasetError.self) { try open() }
    #expect(error.description.contains(folder("m.binaryproto")))
  }

  @Test func `what is no collection says what was looked for and what is there`() throws {
    #expect(try #require(throws: DatasetError.self) { try open("none") }.code == .missingPath)
    for index in 0..<8 { try folder.text("words", "note \(index).doc") }
    let error = try #require(throws: DatasetError.self) { try open() }
    #expect(error.code == .incomplete)
    for words in ["dataset.yaml", "train-images-idx3-ubyte", "data.mdb", "png, jpg", "note 0.doc", "and 3 more"] {
      #expect(error.description.contains(words), "\(error)")
    }
    let text = try #require(throws: DatasetError.self) { try open("note 0.doc") }
    #expect(text.code == .unrecognized)
    #expect(text.description.contains("text that begins \"words\""))
    try folder.write([], "empty")
    #expect(try #require(throws: DatasetError.self) { try open("empty") }.description.contains("an empty file"))
    try folder.picture("one.png")
    let picture = try #require(throws: DatasetError.self) { try open("one.png") }
    #expect(picture.description.contains("give the folder that holds the pictures"))
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(try #require(throws: DatasetError.self) { try open("pipe") }.code == .unrecognized)
  }

  @Test func `a file of names must name the classes that there are`() throws {
    for name in ["cat", "dog", "emu"] { try folder.picture("train/\(name)/1.png") }
    try folder.picture("val/cat/1.png")
    var reading = ImageReading()
    for (names, isRight) in [("a\nb\nc", true), ("a\nb", false), ("a\nb\nc\nd", false)] {
      let path = try folder.text(names, "names.txt")
      reading.classNames = path
      guard !isRight else {
        let collection = try ImageCollection.open(folder.path, reading: reading)
        #expect(collection.training.classNames == ["a", "b", "c"])
        #expect(collection.validation?.classNames == ["a", "b", "c"])
        continue
      }
      let error = try #require(throws: ImageFileError.self) {
        try ImageCollection.open(folder.path, reading: reading)
      }
      #expect(error.code == .classCount)
      #expect(error.description.hasPrefix(path))
      #expect(error.description.contains("expected 3, for cat, dog, emu, got \(names.count / 2 + 1)"), "\(error)")
    }
    try folder.write(idx([3], [0, 4, 1]), "four/train-labels-idx1-ubyte")
    try folder.write(idx([3, 2, 2], noise(12)), "four/train-images-idx3-ubyte")
    reading.classNames = try folder.text("a\nb\nc\nd", "names.txt")
    let error = try #require(throws: ImageFileError.self) {
      try ImageCollection.open(folder("four"), reading: reading)
    }
    #expect(error.description.contains("expected at least 5, for the label 4, got 4"), "\(error)")
    let named = try #require(throws: ImageFileError.self) {
      try DatasetCatalogue.standard.load(folder("four"), environment: [:], seed: 0, reading: reading)
    }
    #expect(named.code == .classCount)
  }

  @Test func `images of files are brought to the size and colour asked for`() throws {
    try folder.write(idx([3, 2, 2], [UInt8](repeating: 9, count: 12)), "pixels")
    var reading = ImageReading()
    reading.preparation = PicturePreparation(size: PixelSize(width: 5, height: 3), colour: .rgb)
    reading.classNames = try folder.text("zero\none", "names.txt")
    let collection = try ImageCollection.open(folder("pixels"), reading: reading)
    #expect(collection.training.shape == ImageShape(channels: 3, height: 3, width: 5))
    #expect(try collection.training.pixels(at: 2) == [UInt8](repeating: 9, count: 45))
    #expect(collection.training.classNames == ["zero", "one"])
  }

  @Test func `images of files are brought to a size by the mode asked for`() throws {
    // Left half black, right half white; the middle of a crop to a column is the border between them.
    try folder.write(idx([1, 4, 8], (0..<32).map { $0 % 8 < 4 ? 0 : 255 }), "pixels")
    func row(_ mode: ResizeMode) throws -> [UInt8] {
      var reading = ImageReading()
      reading.preparation = PicturePreparation(size: PixelSize(width: 4, height: 4), mode: mode)
      return Array(try ImageCollection.open(folder("pixels"), reading: reading).training.pixels(at: 0)[..<4])
    }
    #expect(try row(.squash) == [0, 0, 255, 255])
    #expect(try row(.crop) == [0, 0, 255, 255])
    // Scaled to fit, four pixels wide and two high: noise above and below.
    #expect(try row(.fill) != [0, 0, 255, 255])
    #expect(try row(.fill) == row(.fill))
  }

  @Test func `a survey finds the mean, the deviation and what cannot be read`() throws {
    try folder.picture("1.png", level: 0)
    try folder.text("no picture", "2.png")
    try folder.picture("3.png", level: 255)
    let survey = ImageSurvey(of: try open().training, threads: 2)
    #expect(survey.readable == 2)
    #expect(survey.means == [0.5, 0.5, 0.5])
    #expect(survey.deviations == [0.5, 0.5, 0.5])
    #expect(survey.badImages.map(\.title) == [folder("2.png")])
  }

  @Test func `a survey counts the sizes at which images are stored`() throws {
    let sizes = [(4, 3), (6, 2), (4, 3)].map { PixelSize(width: $0.0, height: $0.1) }
    for (index, size) in sizes.enumerated() {
      let picture = Picture(width: size.width, height: size.height, colour: .rgb, filledWith: 9)
      try folder.write(index == 1 ? try picture.jpeg() : try picture.png(), "pictures/\(index).png")
    }
    var reading = ImageReading()
    reading.preparation.size = PixelSize(width: 5, height: 5)
    let folderImages = try ImageCollection.open(folder("pictures"), reading: reading).training
    let database = try ImageCollection.open(
      folder.database(
        try sizes[..<2].map { try datum(noise($0.width * $0.height), 1, Int32($0.height), Int32($0.width)) }
          + [datum(file: Picture(width: 4, height: 3, colour: .grey, filledWith: 9).png())]), reading: reading)
    for images in [folderImages, database.training.named(["a"])] {
      let survey = ImageSurvey(of: images, threads: 2)
      #expect(survey.sizes == [PixelSize(width: 4, height: 3): 2, PixelSize(width: 6, height: 2): 1])
    }
  }

  @Test func `labels are meant by name or number`() throws {
    let images: any ImageSource = ImageSet(
      pixels: [1, 2], shape: ImageShape(channels: 1, height: 1, width: 1), labels: [0, 2], name: "two")
    #expect(images.classCounts?.map(\.name) == ["0", "2"])
    let named = images.named(["cat", "dog"])
    #expect(named.classCounts?.map(\.name) == ["cat", "dog", "2"])
    #expect(named.classCounts?.map(\.count) == [1, 0, 1])
    #expect(named.label("dog") == 1)
    #expect(named.label("2") == 2)
    #expect(named.label("ape") == nil)
  }
}
