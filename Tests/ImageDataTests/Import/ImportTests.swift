import Diagnostics
import Files
import Foundation
import ImageData
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct ImportTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static func images(_ count: Int, shape: ImageShape = ImageShape(channels: 3, height: 5, width: 4)) -> ImageSet {
    ImageSet(
      pixels: (0..<count).flatMap { noise(shape.elements, seed: UInt32($0)) }, shape: shape,
      labels: (0..<count).map { Int32($0 % 3) }, name: "noise")
  }

  /// Files of `count` small pictures.
  private func files(_ count: Int) throws -> [ImportItem] {
    try (0..<count).map { index in
      let picture = Picture(width: 6, height: 4, colour: .rgb, bytes: noise(72, seed: UInt32(index)))
      let name = "class \(index % 2)/picture \(index).png"
      let path = try folder.write(try picture.png(), "pictures/\(name)")
      return ImportItem(title: name, label: Int32(index % 2), content: .file(path: path))
    }
  }

  private func allBytes(_ path: String) throws -> [[UInt8]] {
    let images = try DatumImages.open(path)
    return try (0..<images.count).map { try images.pixels(at: $0) }
  }

  @Test func `an import has the layout of DIGITS and reads as what went in`() throws {
    let (training, validation) = (Self.images(2500), Self.images(30))
    let job = ImportJob(
      training: ImportList(training), validation: ImportList(validation), classNames: ["a", "b", "c"])
    let summary = try job.run(to: folder("out"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder("out")).sorted() == [
        "dataset.yaml", "labels.txt", "mean.binaryproto", "mean.png", "train.txt", "train_db", "val.txt", "val_db",
      ])
    #expect(summary.records.map(\.count) == [2500, 30])
    let back = try DatumImages.open(folder("out/train_db"))
    #expect(back.count == 2500)
    #expect(back.labels == training.labels)
    #expect(back.classNames == ["a", "b", "c"])
    #expect(back.title(of: 1234) == "00001234_1")
    #expect(try (0..<2500).allSatisfy { try back.pixels(at: $0) == training.pixels(at: $0) })
    #expect(try MeanFile(path: folder("out/mean.binaryproto")).read() == (try MeanImage(of: training)))
    #expect(
      try String(contentsOfFile: folder("out/dataset.yaml"), encoding: .utf8) == """
        kind: lmdb
        training: train_db
        validation: val_db
        labels: labels.txt
        mean: mean.binaryproto
        channel_order: bgr

        """)
    #expect(try TextFile.lines(folder("out/val.txt")).count == 30)
  }

  @Test func `the bytes do not depend on the number of threads or the size of transactions`() throws {
    var found: Set<[[UInt8]]> = []
    for (threads, batch) in [(1, 1000), (2, 1000), (7, 13)] {
      var settings = ImportSettings()
      (settings.threads, settings.batch, settings.encoding) = (threads, batch, .png)
      let list = ImportList(try files(120)).shuffled(seed: 5)
      _ = try ImportJob(settings: settings, training: list).run(to: folder("out \(threads)"))
      found.insert(try allBytes(folder("out \(threads)/train_db")))
      #expect(try DatumImages.open(folder("out \(threads)/train_db")).title(of: 0) == "00000000_\(list[0].title)")
    }
    #expect(found.count == 1)
  }

  @Test(arguments: ImportSettings.Encoding.allCases)
  func `pictures are brought to one size and colour`(encoding: ImportSettings.Encoding) throws {
    var settings = ImportSettings()
    settings.size = PixelSize(width: 8, height: 3)
    settings.colour = .grey
    settings.encoding = encoding
    let item = ImportItem(
      title: "white", label: 1,
      content: .bytes(try Picture(width: 20, height: 40, colour: .rgb, filledWith: 255).png()))
    let image = ImportItem(title: "noise", label: 0, content: .image(Self.images(4), 2))
    _ = try ImportJob(settings: settings, training: ImportList([item, image])).run(to: folder("out"))
    let back = try DatumImages.open(folder("out/train_db"))
    #expect(back.shape == ImageShape(channels: 1, height: 3, width: 8))
    #expect(try back.pixels(at: 0) == [UInt8](repeating: 255, count: 24))
    #expect((0..<2).map { back.title(of: $0) } == ["00000000_white", "00000001_noise"])
  }

  @Test func `a map that is full grows`() throws {
    let writer = try LMDBWriter(folder: folder("db"), mapBytes: 1 << 16)
    for turn in 0..<8 {
      try writer.append(
        try (0..<20).map { index in
          LMDBWriter.Record(
            key: Array(String(1000 + 20 * turn + index).utf8), value: try datum(noise(8000), 1, 80, 100))
        })
    }
    #expect(try DatumImages.open(folder("db")).count == 160)
  }

  @Test func `a full folder is refused, an import in it replaced when asked`() throws {
    let job = ImportJob(training: ImportList(Self.images(10)))
    _ = try job.run(to: folder("out"))
    let occupied = try #require(throws: ImportError.self) { try job.run(to: folder("out")) }
    #expect(occupied.code == .occupied)
    #expect(occupied.description.contains("--restart"))
    _ = try ImportJob(training: ImportList(Self.images(5))).run(to: folder("out"), start: .restart)
    #expect(try DatumImages.open(folder("out/train_db")).count == 5)
    let finished = try #require(throws: ImportError.self) { try job.run(to: folder("out"), start: .resume) }
    #expect(finished.code == .notResumable)

    try folder.write([1], "mine/thesis.txt")
    for start in [ImportJob.Start.fresh, .restart] {
      let error = try #require(throws: ImportError.self) { try job.run(to: folder("mine"), start: start) }
      #expect(error.code == .occupied)
    }
    #expect(try bytes(of: folder("mine/thesis.txt")) == [1])
    let nothing = try #require(throws: ImportError.self) {
      try ImportJob(training: ImportList([])).run(to: folder("none"))
    }
    #expect(nothing.code == .nothing)
    #expect(!FileManager.default.fileExists(atPath: folder("none")))
  }

  @Test func `what was stopped cannot be opened, and goes on where it was`() throws {
    let images = Self.images(3500)
    var settings = ImportSettings()
    settings.batch = 500
    let job = ImportJob(settings: settings, training: ImportList(images), validation: ImportList(Self.images(700)))
    let stopped = try #require(throws: ImportError.self) {
      try job.run(to: folder("out")) { $0.done < 1700 }
    }
    #expect(stopped.code == .interrupted)
    let unfinished = try #require(throws: ImageFileError.self) { try ImageCollection.open(folder("out/train_db")) }
    #expect(unfinished.code == .unfinished)
    #expect(unfinished.description.contains("--resume"))
    let fresh = try #require(throws: ImportError.self) { try job.run(to: folder("out")) }
    #expect(fresh.code == .unfinished)

    var other = job
    other.settings.encoding = .png
    let different = try #require(throws: ImportError.self) { try other.run(to: folder("out"), start: .resume) }
    #expect(different.code == .notResumable)
    #expect(different.description.contains("encoding none"))
    other = job
    other.training = ImportList(Self.images(3499))
    #expect(throws: ImportError.self) { try other.run(to: folder("out"), start: .resume) }

    var first: Int?
    let summary = try job.run(to: folder("out"), start: .resume) { progress in
      first = first ?? progress.done
      return true
    }
    #expect((1700..<3500).contains(try #require(first)))
    #expect(summary.records.map(\.count) == [3500, 700])
    let back = try DatumImages.open(folder("out/train_db"))
    #expect(back.count == 3500)
    #expect(try (0..<3500).allSatisfy { try back.pixels(at: $0) == images.pixels(at: $0) })
    #expect(summary.mean == (try MeanImage(of: images)))
  }

  @Test func `an import goes on with the images that it began with alone`() throws {
    func pictures(_ name: String, seed: UInt32) throws -> ImportList {
      for index in 0..<200 {
        let picture = Picture(width: 6, height: 4, colour: .rgb, bytes: noise(72, seed: seed + UInt32(index)))
        try folder.write(try picture.png(), "\(name)/\(index).png")
      }
      return ImportList(try ImageFolder(path: folder(name)).trainingImages(reading: ImageReading()))
    }
    var settings = ImportSettings()
    settings.batch = 20
    func resume(_ list: ImportList) throws -> ImportError {
      try #require(throws: ImportError.self) {
        try ImportJob(settings: settings, training: list).run(to: folder("out"), start: .resume)
      }
    }
    let (one, two) = (try pictures("one", seed: 0), try pictures("two", seed: 1000))
    #expect(throws: ImportError.self) {
      try ImportJob(settings: settings, training: one).run(to: folder("out")) { $0.done < 100 }
    }
    let other = try resume(two)
    #expect(other.code == .notResumable)
    for source in [one.source, two.source] {
      #expect(other.description.contains(" from \(try #require(source)) ("), "\(other)")
    }
    // The same path, other pictures.
    try FileManager.default.moveItem(atPath: folder("one"), toPath: folder("kept"))
    try FileManager.default.moveItem(atPath: folder("two"), toPath: folder("one"))
    let exchanged = try resume(one)
    #expect(exchanged.code == .notResumable)
    #expect(exchanged.description.contains("the images differ from those of the unfinished import"))
    #expect(exchanged.description.contains("got another image, 0.png"), "\(exchanged)")
    // By another way to the same folder.
    try FileManager.default.moveItem(atPath: folder("one"), toPath: folder("two"))
    try FileManager.default.moveItem(atPath: folder("kept"), toPath: folder("one"))
    try folder.link("way", to: "one")
    let again = ImportList(try ImageFolder(path: folder("way")).trainingImages(reading: ImageReading()))
    let summary = try ImportJob(settings: settings, training: again).run(to: folder("out"), start: .resume)
    #expect(summary.records.map(\.count) == [200])
    let images = try ImageFolder(path: folder("one")).trainingImages(reading: ImageReading())
    #expect(try allBytes(folder("out/train_db")) == (0..<200).map { try images.pixels(at: $0) })
  }

  @Test func `bad images end an import after all are known, and it goes on once they are mended`() throws {
    var items = try files(300)
    let good = try folder.write([], "pictures/bad")
    for bad in [40, 250, 299] { items[bad].content = .file(path: good) }
    var settings = ImportSettings()
    settings.batch = 16
    let job = ImportJob(settings: settings, training: ImportList(items))
    let error = try #require(throws: ImportError.self) { try job.run(to: folder("out")) }
    #expect(error.code == .badImages)
    #expect(error.description.contains("3 images cannot be read"))
    for bad in [40, 250, 299] { #expect(error.description.contains("picture \(bad).png")) }
    #expect(try TextFile.lines(folder("out/bad-images.txt")).count == 3)
    #expect(throws: ImageFileError.self) { try ImageCollection.open(folder("out/train_db")) }

    try put(try Picture(width: 6, height: 4, colour: .rgb, filledWith: 9).png(), at: good)
    let summary = try job.run(to: folder("out"), start: .resume)
    #expect(summary.badImages.isEmpty)
    let back = try DatumImages.open(folder("out/train_db"))
    #expect(back.count == 300)
    #expect(try back.pixels(at: 250) == [UInt8](repeating: 9, count: 72))
    #expect(
      try back.pixels(at: 251) == Picture(width: 6, height: 4, colour: .rgb, bytes: noise(72, seed: 251)).bytePlanes)
    #expect(!FileManager.default.fileExists(atPath: folder("out/bad-images.txt")))
  }

  @Test func `bad images of several parts are mended, and every record is written`() throws {
    var (training, validation) = (try files(9), try files(6))
    let bad = try folder.write([], "pictures/bad")
    training[5].content = .file(path: bad)
    validation[3].content = .file(path: bad)
    let job = ImportJob(training: ImportList(training), validation: ImportList(validation))
    #expect(throws: ImportError.self) { try job.run(to: folder("out")) }
    try put(try Picture(width: 6, height: 4, colour: .rgb, filledWith: 9).png(), at: bad)
    let summary = try job.run(to: folder("out"), start: .resume)
    #expect(summary.records.map(\.count) == [9, 6])
    #expect(try allBytes(folder("out/train_db")).count == 9)
    #expect(try allBytes(folder("out/val_db"))[3] == [UInt8](repeating: 9, count: 72))
  }

  @Test func `two imports do not write into one folder`() throws {
    let job = ImportJob(training: ImportList(Self.images(200)))
    var met: ImportError.Code?
    _ = try job.run(to: folder("out")) { _ in
      if met == nil {
        let other = ImportJob(training: ImportList(Self.images(3)))
        do {
          _ = try other.run(to: folder("out"), start: .restart)
        } catch {
          met = (error as? ImportError)?.code
        }
      }
      return true
    }
    #expect(met == .inUse)
    #expect(try DatumImages.open(folder("out/train_db")).count == 200)
  }

  @Test func `bad images can be left out`() throws {
    var items = try files(50)
    items[7].content = .bytes(Array("<html>".utf8))
    items[8].content = .file(path: folder("absent.png"))
    var settings = ImportSettings()
    settings.onBadImage = .skip
    let summary = try ImportJob(settings: settings, training: ImportList(items)).run(to: folder("out"))
    #expect(summary.badImages.map(\.title) == [items[7].title, items[8].title])
    #expect(summary.records.map(\.count) == [48])
    #expect(try TextFile.lines(folder("out/bad-images.txt")).count == 2)
    #expect(try TextFile.lines(folder("out/train.txt")).count == 48)
    #expect(try TextFile.lines(folder("out/train.txt"))[7] == "class 1/picture 9.png 1")
    let back = try DatumImages.open(folder("out/train_db"))
    #expect(back.title(of: 7) == "00000009_class 1/picture 9.png")
    let all = ImportList([ImportItem(title: "x", content: .bytes([]))])
    let none = try #require(throws: ImportError.self) {
      try ImportJob(settings: settings, training: all).run(to: folder("none"))
    }
    #expect(none.code == .nothing)
  }

  @Test func `a full disk is said, and the import goes on once there is room`() throws {
    let disk = folder("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    let options = ["-t", "tmpfs", "-o", "size=1m", "none", disk]
    guard (try? run("mount", options))?.status == 0 else {
      try Test.cancel("a small disk can be mounted by root on Linux only")
    }
    defer { _ = try? run("umount", ["-l", disk]) }
    let images = Self.images(3000, shape: ImageShape(channels: 3, height: 16, width: 16))
    var settings = ImportSettings()
    settings.batch = 100
    let job = ImportJob(settings: settings, training: ImportList(images))
    let error = #expect(throws: (any Error).self) { try job.run(to: "\(disk)/out") }
    let isFull =
      (error as? ImageFileError)?.code == .diskFull || (error as? AtomicFileError)?.code == .diskFull
    #expect(isFull, "\(String(describing: error))")
    #expect(throws: ImageFileError.self) { try ImageCollection.open("\(disk)/out/train_db") }
    try #require(try run("mount", ["-o", "remount,size=64m", disk]).status == 0)
    _ = try job.run(to: "\(disk)/out", start: .resume)
    let back = try DatumImages.open("\(disk)/out/train_db")
    #expect(back.count == 3000)
    #expect(try (0..<3000).allSatisfy { try back.pixels(at: $0) == images.pixels(at: $0) })
  }

  @Test func `a database is imported from a database`() throws {
    let images = Self.images(20)
    _ = try ImportJob(training: ImportList(images)).run(to: folder("first"))
    let first = try DatumImages.open(folder("first/train_db"))
    _ = try ImportJob(training: ImportList(first)).run(to: folder("second"))
    let second = try DatumImages.open(folder("second/train_db"))
    #expect(second.title(of: 4) == "00000004_1")
    #expect(second.labels == images.labels)
    #expect(try allBytes(folder("second/train_db")) == (try allBytes(folder("first/train_db"))))
  }
}
