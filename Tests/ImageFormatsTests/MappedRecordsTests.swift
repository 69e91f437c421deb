import Diagnostics
import Files
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct MappedRecordsTests {
  let folder: TemporaryFolder
  let shape = ImageShape(channels: 3, height: 2, width: 2)

  init() throws { folder = try TemporaryFolder() }

  private func records(_ paths: [String], _ layout: RecordLayout, classes: Int = 256) throws -> MappedRecords {
    try MappedRecords(paths: paths, layout: layout, name: "records", classes: classes)
  }

  @Test func `files follow one another, and labels stand where the layout says`() throws {
    let (one, two) = (noise(30), noise(15, seed: 2))
    let layout = RecordLayout(shape: shape, headerBytes: 0, recordBytes: 15, pixelOffset: 2, labelOffset: 1)
    let images = try records([folder.write(one, "one"), folder.write(two, "two")], layout)
    #expect(images.count == 3)
    #expect(try images.pixels(at: 0) == Array(one[2..<14]))
    #expect(try images.pixels(at: 1) == Array(one[17..<29]))
    #expect(try images.pixels(at: 2) == Array(two[2..<14]))
    #expect(images.labels == [one[1], one[16], two[1]].map { Int32($0) })
    #expect(images.title(of: 2) == "\(folder("two")), record 0")
  }

  @Test func `interleaved pixels become planes`() throws {
    let path = try folder.write([9, 9] + Array(0..<12), "rgb")
    let images = try records([path], RecordLayout(shape: shape, headerBytes: 2, order: .interleaved))
    #expect(try images.pixels(at: 0) == [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11])
  }

  @Test func `the fingerprint is that of the same images in memory`() throws {
    let bytes = noise(36)
    let images = try records([folder.write(bytes, "images")], RecordLayout(shape: shape))
    #expect(images.fingerprint == ImageSet(pixels: bytes, shape: shape, name: "memory").fingerprint)
    #expect(images.labels == nil)
  }

  @Test func `what is no whole number of records is an error`() throws {
    let layout = RecordLayout(shape: shape, headerBytes: 4)
    for (bytes, code) in [
      (17, ImageFileError.Code.truncated), (15, .truncated), (4, .empty), (3, .empty), (0, .empty),
    ] {
      let path = try folder.write(noise(bytes), "file")
      let error = try #require(throws: ImageFileError.self) { try records([path], layout) }
      #expect(error.code == code)
      #expect(error.description.hasPrefix(path))
    }
  }

  @Test func `a missing file, a folder and an unreadable one are errors`() throws {
    let layout = RecordLayout(shape: shape)
    let missing = try #require(throws: InputFileError.self) { try records([folder("nothing")], layout) }
    #expect(missing.code == .missing)
    let other = try #require(throws: InputFileError.self) { try records([folder.path], layout) }
    #expect(other.code == .unreadable)
  }

  @Test func `a label beyond the classes names its record`() throws {
    let layout = RecordLayout(shape: shape, recordBytes: 13, pixelOffset: 1, labelOffset: 0)
    let path = try folder.write([1] + noise(12) + [10] + noise(12), "file")
    let error = try #require(throws: ImageFileError.self) { try records([path], layout, classes: 10) }
    #expect(error.code == .badLabel)
    #expect(error.description.contains("record 1"))
    #expect(try records([path], layout, classes: 11).labels == [1, 10])
  }
}
