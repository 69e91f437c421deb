import Diagnostics
import Files
import Foundation
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Synchronization
import TestSupport
import Testing

struct ImageFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func images(_ reading: ImageReading = ImageReading()) throws -> EncodedPictures {
    try ImageFolder(path: folder.path).trainingImages(reading: reading)
  }

  /// The paths of the images without the folder's.
  private func names(_ images: any ImageSource) -> [String] {
    (0..<images.count).map { String(images.title(of: $0).dropFirst(folder.path.count + 1)) }
  }

  @Test func `a flat folder has no labels`() throws {
    for name in ["c.PNG", "a.png", "B.Jpeg"] { try folder.picture(name) }
    let images = try images()
    #expect(names(images) == ["B.Jpeg", "a.png", "c.PNG"])
    #expect(images.labels == nil)
    #expect(images.classNames == [])
    #expect(images.shape == ImageShape(channels: 3, height: 3, width: 4))
    #expect(try images.pixels(at: 1) == [UInt8](repeating: 100, count: 36))
    #expect(images.source == folder.path)
  }

  @Test func `each sub-folder is a class, at any depth, in the order of the names`() throws {
    try folder.picture("wild_cats/lion/2.png", level: 2)
    try folder.picture("wild_cats/9.png", level: 9)
    try folder.picture("dogs/1.png", level: 1)
    try folder.picture("dogs/deep/er/0.png", level: 0)
    let images = try images()
    #expect(names(images) == ["dogs/1.png", "dogs/deep/er/0.png", "wild_cats/9.png", "wild_cats/lion/2.png"])
    #expect(images.labels == [0, 0, 1, 1])
    #expect(images.classNames == ["dogs", "wild cats"])
    #expect(try (0..<4).map { try images.pixels(at: $0)[0] } == [1, 0, 9, 2])
  }

  @Test func `one sub-folder is one class`() throws {
    try folder.picture("only/1.png")
    #expect(try images().labels == [0])
    #expect(try images().classNames == ["only"])
  }

  @Test func `hidden files and others are passed over and counted`() throws {
    try folder.picture("a/1.png")
    try folder.picture("a/.hidden.png")
    try folder.text("words", "a/notes.txt")
    try folder.text("words", "README")
    try folder.text("words", "a/png")
    try folder.text("words", "a/.png")
    try FileManager.default.createDirectory(atPath: folder("empty"), withIntermediateDirectories: true)
    try folder.picture(".git/2.png")
    let found = try ImageFolder(path: folder.path)
    #expect(found.classNames == ["a"])
    #expect(found.ignoredFiles.count == 6)
    #expect(try images().count == 1)
  }

  @Test func `names in any script are found and shown`() throws {
    try folder.picture("größe/naïve café.png")
    try folder.picture("猫/三毛.png", level: 7)
    let images = try images()
    #expect(images.classNames == ["größe", "猫"])
    #expect(names(images) == ["größe/naïve café.png", "猫/三毛.png"])
    #expect(try images.pixels(at: 1)[0] == 7)
  }

  #if os(Linux)
    @Test func `a name that is no UTF-8 is read all the same`() throws {
      try folder.picture("a.png", level: 42)
      let odd = folder.path + "/"
      let bytes = odd.utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xFF)] + ".png".utf8CString
      #expect(rename(folder("a.png"), bytes) == 0)
      #expect(try images().pixels(at: 0)[0] == 42)
      unlink(bytes)
    }
  #endif

  @Test func `folders train, val and test are the parts, with the classes of training`() throws {
    try folder.picture("train/cat/1.png")
    try folder.picture("train/dog/1.png")
    try folder.picture("Validation/dog/1.png")
    try folder.picture("Validation/ape/1.png")
    try folder.picture("test/1.png", colour: .grey)
    let found = try ImageFolder(path: folder.path)
    let training = try found.trainingImages(reading: ImageReading())
    #expect(training.labels == [0, 1])
    let validation = try #require(try found.validationImages(reading: ImageReading(), shape: training.shape))
    #expect(validation.labels == [2, 1])
    #expect(validation.classNames == ["cat", "dog", "ape"])
    let test = try #require(try found.testImages(reading: ImageReading(), shape: training.shape))
    #expect(test.labels == nil)
    #expect(test.shape == training.shape)
  }

  @Test func `a class of trains is no training part`() throws {
    for name in ["aeroplane", "train", "sofa"] { try folder.picture("\(name)/1.png") }
    #expect(try images().classNames == ["aeroplane", "sofa", "train"])
  }

  @Test func `links are followed, but not in circles`() throws {
    try folder.picture("a/1.png")
    try folder.picture("b/2.png")
    try folder.picture("a/b/3.png")
    try folder.link("a/self", to: ".")
    try folder.link("a/up", to: "..")
    try folder.link("a/b/back", to: "../../a")
    try folder.link("b/other", to: "../a/b")
    try folder.link("b/file.png", to: "../a/1.png")
    try folder.link("b/nowhere", to: "missing")
    try folder.link("a/loop", to: "loop")
    let images = try images()
    #expect(names(images) == ["a/1.png", "a/b/3.png", "b/2.png", "b/file.png", "b/other/3.png", "b/other/back/1.png"])
    #expect(images.labels == [0, 0, 1, 1, 1, 1])
  }

  @Test func `a link that leads nowhere or in a circle is a picture that cannot be read`() throws {
    try folder.picture("1.png")
    try folder.link("2.png", to: "missing.png")
    try folder.link("3.png", to: "3.png")
    try folder.link("4.png", to: "5.png")
    try folder.link("5.png", to: "4.png")
    let images = try images()
    try #require(names(images) == ["1.png", "2.png", "3.png", "4.png", "5.png"])
    for index in 1...4 {
      let error = try #require(throws: InputFileError.self) { try images.pixels(at: index) }
      #expect(error.code == .missing)
      #expect(error.description.contains(index == 1 ? "the link leads nowhere" : "the link leads back to itself"))
      #expect(error.description.hasPrefix(images.title(of: index)))
    }
  }

  @Test func `a folder without pictures says what was there`() throws {
    try folder.text("words", "a.txt")
    let error = try #require(throws: ImageFileError.self) { try ImageFolder(path: folder.path) }
    #expect(error.code == .empty)
    #expect(error.description.contains("got other files: 1 .txt"))
    #expect(error.description.contains("png, apng, jpg"))
  }

  @Test func `pictures beside classes are an error`() throws {
    try folder.picture("1.png")
    try folder.picture("a/1.png")
    let error = try #require(throws: ImageFileError.self) { try ImageFolder(path: folder.path) }
    #expect(error.code == .mixedFolder)
    #expect(error.description.contains("a/"))
  }

  @Test func `a folder that is not there is missing`() throws {
    let error = try #require(throws: ImageFileError.self) { try ImageFolder(path: folder("none")) }
    #expect(error.code == .missing)
  }

  @Test func `all grey pictures make grey images, one in colour makes all colour`() throws {
    for index in 0..<9 { try folder.picture("\(index).png", colour: .grey) }
    #expect(try images().shape.channels == 1)
    try folder.picture("5.png", colour: .rgb)
    #expect(try images().shape.channels == 3)
    var reading = ImageReading()
    reading.preparation.colour = .grey
    #expect(try images(reading).shape.channels == 1)
  }

  @Test func `a size that is given is the images' size`() throws {
    try folder.picture("1.png", level: 9, width: 5, height: 7)
    try folder.picture("2.png", level: 8, width: 30, height: 20)
    var reading = ImageReading()
    reading.preparation.size = PixelSize(width: 6, height: 4)
    let images = try images(reading)
    #expect(images.shape == ImageShape(channels: 3, height: 4, width: 6))
    #expect(try images.pixels(at: 1) == [UInt8](repeating: 8, count: 72))
  }

  @Test func `a picture that cannot be read does not hinder the others`() throws {
    try folder.text("no picture", "1.png")
    try folder.write([], "2.png")
    try folder.picture("3.png", level: 33, width: 2, height: 2)
    let images = try images()
    #expect(images.shape == ImageShape(channels: 3, height: 2, width: 2))
    #expect(throws: (any Error).self) { try images.pixels(at: 0) }
    #expect(throws: (any Error).self) { try images.pixels(at: 1) }
    #expect(try images.pixels(at: 2)[0] == 33)
    try FileManager.default.removeItem(atPath: folder("3.png"))
    let gone = try #require(throws: InputFileError.self) { try images.pixels(at: 2) }
    #expect(gone.code == .missing)
    #expect(gone.description.contains(folder("3.png")))
    #expect(throws: (any Error).self) { try self.images() }
  }

  @Test func `a pipe named as a picture is one that cannot be read, and nobody opens it`() throws {
    try folder.picture("1.png")
    #expect(mkfifo(folder("2.png"), 0o600) == 0)
    // Changed when the pipe is opened for reading, where somebody waits for that.
    let isOpened = Atomic(false)
    let path = folder("2.png")
    let writer = Thread {
      let descriptor = open(path, O_WRONLY)
      isOpened.store(true, ordering: .releasing)
      close(descriptor)
    }
    writer.start()
    let images = try images()
    try #require(names(images) == ["1.png", "2.png"])
    for _ in 0..<50 {
      let error = try #require(throws: InputFileError.self) { try images.pixels(at: 1) }
      #expect(error.code == .unreadable)
      #expect(error.description.contains("not a regular file (expected a picture, got a pipe)"))
      usleep(1000)
    }
    let wasOpened = isOpened.load(ordering: .acquiring)
    #expect(!wasOpened)
    // The writer may end.
    let reader = open(path, O_RDONLY)
    close(reader)
  }

  @Test func `other pictures have another fingerprint`() throws {
    try folder.picture("1.png", level: 1)
    let before = try images().fingerprint
    #expect(try images().fingerprint == before)
    try folder.picture("1.png", level: 2)
    #expect(try images().fingerprint != before)
  }
}
