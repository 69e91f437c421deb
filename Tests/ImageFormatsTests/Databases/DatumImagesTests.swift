import Diagnostics
import Foundation
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import Synchronization
import TestSupport
import Testing

struct DatumImagesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func reading(
    size: PixelSize? = nil, colour: Picture.Colour? = nil, order: ImageReading.ChannelOrder = .bgr
  ) -> ImageReading {
    var reading = ImageReading()
    reading.preparation = PicturePreparation(size: size, colour: colour)
    reading.channelOrder = order
    return reading
  }

  @Test func `raw grey records come back byte for byte, with their labels and keys`() throws {
    let images = (0..<300).map { noise(5 * 7, seed: UInt32($0)) }
    let path = try folder.database(images.enumerated().map { try datum($1, 1, 5, 7, label: Int32($0 % 10)) })
    let source = try DatumImages.open(path)
    #expect(source.count == 300)
    #expect(source.shape == ImageShape(channels: 1, height: 5, width: 7))
    #expect(source.labels == (0..<300).map { Int32($0 % 10) })
    #expect(try (0..<300).map { try source.pixels(at: $0) } == images)
    #expect(source.title(of: 42) == "00000042")
    #expect(source.fingerprint.count == 8)
    #expect(source.fingerprint != "00000000")
  }

  @Test func `raw colours are stored blue first unless the other order is asked for`() throws {
    let planes = noise(3 * 4 * 6)
    let path = try folder.database([try datum(planes, 3, 4, 6)])
    let swapped = Array(planes[48...] + planes[24..<48] + planes[..<24])
    #expect(try DatumImages.open(path).pixels(at: 0) == swapped)
    #expect(try DatumImages.open(path, reading: reading(order: .rgb)).pixels(at: 0) == planes)
    #expect(try DatumImages.open(path).labels == nil)
  }

  @Test(arguments: [100, 2000, 5000, 200_000])
  func `values of any length are found, within their page or on pages of their own`(count: Int) throws {
    let images = (0..<40).map { noise(count, seed: UInt32($0)) }
    let path = try folder.database(try images.map { try datum($0, 1, Int32(count / 100), 100) })
    let source = try DatumImages.open(path)
    for index in images.indices { #expect(try source.pixels(at: index) == images[index]) }
  }

  @Test func `encoded records are pictures, whatever sizes they name`() throws {
    let picture = Picture(width: 9, height: 4, colour: .rgb, bytes: noise(108))
    let path = try folder.database([try datum(file: try folder.png(picture), label: 3)])
    let source = try DatumImages.open(path)
    #expect(source.shape == picture.shape)
    #expect(try source.pixels(at: 0) == picture.bytePlanes)
    #expect(source.labels == [3])
  }

  @Test func `whole floats are bytes, others are an error that names the record`() throws {
    var whole = Caffe_Datum()
    (whole.channels, whole.height, whole.width) = (1, 2, 2)
    whole.floatData = [0, 1, 128, 255]
    var half = whole
    half.floatData[2] = 0.5
    var beyond = whole
    beyond.floatData[0] = 256
    var few = whole
    few.floatData.removeLast()
    let values = try [whole, half, beyond, few].map { try $0.encoded() }
    let source = try DatumImages.open(try folder.database(values))
    #expect(try source.pixels(at: 0) == [0, 1, 128, 255])
    for (index, code) in [(1, ImageFileError.Code.badValue), (2, .badValue), (3, .wrongLength)] {
      let error = try #require(throws: ImageFileError.self) { try source.pixels(at: index) }
      #expect(error.code == code)
      #expect(error.description.hasPrefix("\(folder("db")), record 0000000\(index): "))
    }
  }

  @Test func `a bad record does not hide the others`() throws {
    let good = try datum(noise(4), 1, 2, 2, label: 7)
    let cases: [([UInt8], ImageFileError.Code)] = [
      ([0xFF, 0xFF], .wrongFormat),
      (try datum(noise(3), 1, 2, 2), .wrongLength),
      (try datum(noise(4), 1, -2, 2), .wrongShape),
      (try datum(noise(4), 1, 2, .max), .wrongShape),
      (try datum([], 0, 0, 0), .wrongShape),
      (try datum(noise(8), 2, 2, 2), .unsupported),
      (try datum(file: []), .wrongLength),
    ]
    let source = try DatumImages.open(try folder.database([good] + cases.map(\.0) + [good]))
    #expect(source.count == cases.count + 2)
    #expect(try source.pixels(at: cases.count + 1) == noise(4))
    #expect(source.labels?.first == 7)
    for (index, (_, code)) in cases.enumerated() {
      let error = try #require(throws: ImageFileError.self) { try source.pixels(at: index + 1) }
      #expect(error.code == code, "\(error)")
      #expect(error.description.hasPrefix("\(folder("db")), record 0000000\(index + 1): "))
      #expect(error.report.cure != nil)
    }
    let text = try datum(file: Array("<html>".utf8))
    let unknown = try DatumImages.open(try folder.database([good, text], "text"))
    #expect(throws: (any Error).self) { try unknown.pixels(at: 1) }
  }

  @Test func `where no record is an image the first one's error is given`() throws {
    let error = try #require(throws: ImageFileError.self) {
      try DatumImages.open(try folder.database([try datum(noise(3), 1, 2, 2), [0xFF]]))
    }
    #expect(error.code == .wrongLength)
  }

  @Test func `mixed shapes need a size`() throws {
    let small = Picture(width: 2, height: 2, colour: .grey, bytes: [10, 20, 30, 40])
    let path = try folder.database([
      try datum(small.bytes, 1, 2, 2), try datum([UInt8](repeating: 90, count: 16), 1, 4, 4),
    ])
    let error = try #require(throws: ImageFileError.self) { try DatumImages.open(path) }
    #expect(error.code == .mixedShapes)
    #expect(error.description.contains("record 00000001"))
    #expect(error.description.contains("expected 1x2x2, got 1x4x4"))
    #expect(error.description.contains("--resize"))
    let source = try DatumImages.open(path, reading: reading(size: PixelSize(width: 2, height: 2)))
    #expect(try source.pixels(at: 0) == small.bytes)
    #expect(try source.pixels(at: 1) == [90, 90, 90, 90])
  }

  @Test func `grey can be asked for`() throws {
    // Blue, green and red planes of one pixel.
    let path = try folder.database([try datum([100, 200, 50], 3, 1, 1), try datum([7], 1, 1, 1)])
    let source = try DatumImages.open(path, reading: reading(colour: .grey))
    #expect(source.shape == ImageShape(channels: 1, height: 1, width: 1))
    let grey: Int = (299 * 50 + 587 * 200 + 114 * 100 + 500) / 1000
    #expect(try source.pixels(at: 0) == [UInt8(grey)])
    #expect(try source.pixels(at: 1) == [7])
  }

  @Test func `labels may lie in a database of their own`() throws {
    let images = try folder.database(try (0..<3).map { try datum(noise(4, seed: $0), 1, 2, 2, label: 9) })
    var float = Caffe_Datum()
    float.floatData = [5]
    var field = Caffe_Datum()
    field.label = 6
    let values = [try float.encoded(), try field.encoded(), try datum([4], 1, 1, 1)]
    let labels = try folder.database(values, "labels")
    #expect(try DatumImages.open(images, labels: labels).labels == [5, 6, 4])

    let few = try folder.database(Array(values.dropLast()), "few")
    let other = try folder.database(values, "other", keys: ["a", "b", "c"])
    let images0 = try folder.database([values[0], values[1], try datum(file: [1])], "none")
    #expect(try DatumImages.open(images, labels: images0).labels == nil)
    let vectors = try folder.database(
      try [[0, 1, 0], [0, 0, 1], [1, 0, 0]].map { try datum($0, 3, 1, 1) }, "vectors")
    #expect(try DatumImages.open(images, labels: vectors).labels == [1, 2, 0])
    let negative = try folder.database([try datum(noise(4), 1, 2, 2, label: -1)], "negative")
    #expect(try DatumImages.open(negative).labels == nil)
    for (path, code) in [(few, ImageFileError.Code.labelCount), (other, .labelCount)] {
      let error = try #require(throws: ImageFileError.self) { try DatumImages.open(images, labels: path) }
      #expect(error.code == code)
      #expect(error.description.contains(path))
    }
  }

  @Test func `class names lie beside the database`() throws {
    let path = try folder.database([try datum(noise(4), 1, 2, 2, label: 1)], "train_db")
    try folder.write(Array("cat\r\nblack dog\n\n".utf8), "labels.txt")
    #expect(try DatumImages.open(path).classNames == ["cat", "black dog"])
  }

  @Test func `many threads read one database, opened many times`() throws {
    let images = (0..<500).map { noise(28 * 28, seed: UInt32($0)) }
    let path = try folder.database(try images.map { try datum($0, 1, 28, 28) })
    let first = try DatumImages.open(path)
    let second = try DatumImages.open(path + "/data.mdb")
    _ = try DatumImages.open(path + "/")
    let wrong = WrongImages()
    DispatchQueue.concurrentPerform(iterations: 2000) { task in
      let source = task % 2 == 0 ? first : second
      if (try? source.pixels(at: task % 500)) != images[task % 500] { wrong.add(task) }
    }
    #expect(wrong.tasks.isEmpty)
  }
}

private final class WrongImages: Sendable {
  private let found = Mutex<[Int]>([])
  var tasks: [Int] { found.withLock { $0 } }
  func add(_ task: Int) { found.withLock { $0.append(task) } }
}
