import Foundation
import Hourglass
import TestSupport
import Testing

/// The commands that look at data sets.
@Suite struct DataCommandTests {
  /// Two classes of plain pictures of two sizes, one part to validate with.
  private func program() throws -> Program {
    let program = try Program()
    for (index, name) in ["train/cat_a/1", "train/cat_a/2", "train/dog/3", "val/dog/4"].enumerated() {
      let path = program.folder("photos/\(name).png")
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Picture(width: 4 + index % 2, height: 3, colour: .rgb, filledWith: UInt8(10 * index)).write(to: path)
    }
    return program
  }

  @Test func `info counts images and classes of each part`() throws {
    let outcome = try program()(["data", "info", "photos", "--resize", "6x5"])
    #expect(outcome.status == 0)
    for words in ["photos: folder, images 3x5x6", "cat a      0      2           0", "dog        1      1           1"]
    {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
  }

  @Test func `info says that pictures are of several sizes, and what to do`() throws {
    let program = try program()
    let outcome = try program(["data", "info", "photos"])
    #expect(outcome.lines.contains("sizes       2, from 4x3 to 5x3; training needs --resize WxH"), "\(outcome.output)")
    let resized = try program(["data", "info", "photos", "--resize", "6x5"])
    #expect(resized.lines.contains("sizes       2, from 4x3 to 5x3"), "\(resized.output)")
    try program.folder.write(Array("training: photos/train\nresize: 7x7\n".utf8), "described.yaml")
    let described = try program(["data", "info", "described.yaml"])
    #expect(described.lines.contains("sizes       2, from 4x3 to 5x3"), "\(described.output)")
    #expect(described.output.contains("images 3x7x7"))
    let json = try program(["data", "info", "photos", "--json"])
    let sizes = try #require(json.lastObject?["sizes"] as? [String: Any])
    #expect(sizes["count"] as? Int == 2)
    #expect(sizes["smallest"] as? String == "4x3" && sizes["largest"] as? String == "5x3")
    let uniform = try program(["data", "info", "images"])
    #expect(!uniform.output.contains("sizes"), "\(uniform.output)")
  }

  @Test func `an overview lists what cannot be read, and the bytes on disk`() throws {
    let program = try program()
    try program.folder.write(Array("no picture".utf8), "photos/val/dog/5.JPG")
    var reading = ImageReading()
    reading.preparation.size = PixelSize(width: 6, height: 5)
    let photos = program.folder("photos")
    let overview = try DatasetOverview(ImageCollection.open(photos, reading: reading), threads: 2)
    let files = try program.files(below: "photos").values.reduce(0) { $0 + $1.count }
    #expect(overview.diskBytes == files && overview.shape == [3, 5, 6])
    let validation = try #require(overview.parts.first { $0.part == .validation })
    #expect(validation.bad == 1 && validation.images == 2)
    #expect(overview.badImages.map { $0.title.hasSuffix("5.JPG") } == [true])
    #expect(overview.badImages[0].part == .validation)
    #expect(overview.storedSizes.map(\.size).sorted() == ["4x3", "5x3"])
    #expect(overview.storedSizes.reduce(0) { $0 + $1.images } == overview.parts.reduce(0) { $0 + $1.images - $1.bad })
    // Without decoding, the numbers are there; a sample is decoded in part.
    var other = try DatasetOverview(ImageCollection.open(photos, reading: reading))
    #expect(other.parts.map(\.images) == overview.parts.map(\.images) && other.diskBytes == files)
    #expect(other.parts.allSatisfy { $0.surveyed == 0 && $0.mean.isEmpty && $0.fingerprint == nil })
    try other.survey(ImageCollection.open(photos, reading: reading), atMost: 1, threads: 1)
    #expect(other.parts.allSatisfy { $0.surveyed == 1 } && other.badImages == overview.badImages)
    let json = try program(["data", "info", "photos", "--resize", "6x5", "--json"])
    let bad = try #require(json.lastObject?["bad_images"] as? [[String: String]])
    #expect(bad.count == 1)
  }

  @Test func `verify names what cannot be read and takes several sizes`() throws {
    let program = try program()
    #expect(try program(["data", "verify", "photos"]).status == 0)
    try program.folder.write(Array("no picture".utf8), "photos/val/dog/5.JPG")
    let outcome = try program(["data", "verify", "photos"])
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("photos/val/dog/5.JPG: "))
    #expect(outcome.output.contains("validation: 2 images, 1 cannot be read"))
    let json = try program(["data", "verify", "photos", "--json"])
    #expect(json.status == 1)
    #expect(json.output.contains("\"is_sound\":false"))
  }

  @Test func `verify names every picture where none can be read`() throws {
    let program = try program()
    try FileManager.default.createDirectory(atPath: program.folder("bad"), withIntermediateDirectories: true)
    for name in ["a.png", "b.jpg"] { try program.folder.write(Array("no picture".utf8), "bad/\(name)") }
    let outcome = try program(["data", "verify", "bad"])
    #expect(outcome.status == 1)
    for words in ["bad/a.png: ", "bad/b.jpg: ", "train: 2 images, 2 cannot be read"] {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
  }

  @Test func `show draws a class by its name`() throws {
    let program = try program()
    let show = ["data", "show", "photos", "--resize", "8", "--output", "grid.png", "--force"]
    let outcome = try program(show + ["--label", "cat a"])
    #expect(outcome.output.contains("2 of 3 images"), "\(outcome.errors)")
    #expect(try Picture(path: program.folder("grid.png")).colour == .rgb)
    expectOneError(try program(show + ["--label", "cow"]), "cow", "known: cat a, dog")
    expectOneError(try program(show + ["--part", "test"]), "there are no test images", "--split train or validation")
  }

  @Test func `names with blanks and of any script go all the way`() throws {
    let program = try program()
    let photos = program.folder("größte Fotos ü/猫 a")
    try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
    for index in 0..<8 {
      try Picture(width: 4, height: 3, colour: .rgb, filledWith: UInt8(index)).write(to: "\(photos)/naïve \(index).png")
    }
    let source = "größte Fotos ü"
    let made = try program(["data", "import", source, "--output", "neue datenbank é"])
    #expect(made.status == 0, "\(made.errors)")
    let info = try program(["data", "info", "neue datenbank é"])
    #expect(info.output.contains("猫 a"), "\(info.output)")
    let images = try DatumImages.open(program.folder("neue datenbank é/train_db"))
    #expect(images.title(of: 0).hasPrefix("00000000_猫 a/naïve "))
    let list = try program(
      ["data", "info", "neue datenbank é/train.txt", "--root", source, "--labels", "neue datenbank é/labels.txt"])
    #expect(list.status == 0, "\(list.errors)")
  }

  @Test func `list tells where sets are`() throws {
    let outcome = try program()(["data", "list"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("cifar10"))
    let program = try program()
    expectOneError(try program(["data", "list", "--data-root", "nosuch"]), "nosuch: no such folder", "--data-root")
    #expect(try program(["data", "list", "--data-root", "photos"]).status == 0)
  }
}
