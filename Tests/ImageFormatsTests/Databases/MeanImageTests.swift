import Diagnostics
import Files
import Foundation
import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct MeanImageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a mean comes back as it was written, blue first in the file`() throws {
    let shape = ImageShape(channels: 3, height: 1, width: 2)
    let mean = MeanImage(shape: shape, values: [1, 2, 3, 4, 5.25, 255])
    let file = MeanFile(path: folder("mean.binaryproto"))
    try file.write(mean)
    #expect(try file.read() == mean)
    let blob = try Caffe_BlobProto(encoded: try bytes(of: file.path))
    #expect(blob.data == [5.25, 255, 3, 4, 1, 2])
    #expect([blob.num, blob.channels, blob.height, blob.width] == [1, 3, 1, 2])
    #expect(mean.pixel == [1.5, 3.5, 130.125])
    #expect(mean.picture.bytes == [1, 3, 5, 2, 4, 255])
  }

  @Test(arguments: [1, 2, 5])
  func `the mean is exact for any number of threads`(threads: Int) throws {
    let count = 1001
    let shape = ImageShape(channels: 3, height: 4, width: 5)
    let pixels = (0..<count).flatMap { noise(60, seed: UInt32($0)) }
    let mean = try MeanImage(of: ImageSet(pixels: pixels, shape: shape, name: "noise"), threads: threads)
    let expected = (0..<60).map { at in
      Float(Double((0..<count).reduce(0) { $0 + Int(pixels[$1 * 60 + at]) }) / Double(count))
    }
    #expect(mean.values == expected)
  }

  @Test func `bad images are left out of a mean, or end it`() throws {
    let path = try folder.database([try datum([10], 1, 1, 1), [0xFF], try datum([21], 1, 1, 1)])
    let images = try DatumImages.open(path)
    #expect(throws: ImageFileError.self) { try MeanImage(of: images) }
    #expect(try MeanImage(of: images, skippingBad: true).values == [15.5])
  }

  static let bad: [(String, ImageFileError.Code, @Sendable (inout Caffe_BlobProto) -> Void)] = [
    ("too few numbers", .wrongLength, { $0.data.removeLast() }),
    ("too many numbers", .wrongLength, { $0.data.append(1) }),
    ("two means", .wrongShape, { $0.num = 2 }),
    ("two channels", .wrongShape, { ($0.channels, $0.data) = (2, [1, 2]) }),
    ("negative width", .wrongShape, { $0.width = -1 }),
    ("great width", .wrongShape, { $0.width = .max }),
    (
      "no sizes", .wrongShape,
      { blob in
        blob = Caffe_BlobProto()
        blob.data = [1]
      }
    ),
    ("five sizes", .wrongShape, { $0.shape.dim = [1, 1, 1, 1, 1] }),
    ("not a number", .badValue, { $0.data = [.nan] }),
    ("below zero", .badValue, { $0.data = [-3] }),
    ("beyond white", .badValue, { $0.data = [255.5] }),
  ]

  @Test(arguments: bad.indices)
  func `a malformed mean is one clear error`(index: Int) throws {
    let (name, code, change) = Self.bad[index]
    var blob = Caffe_BlobProto()
    (blob.num, blob.channels, blob.height, blob.width, blob.data) = (1, 1, 1, 1, [7])
    change(&blob)
    let path = try folder.write(try blob.encoded(), "mean.binaryproto")
    let error = try #require(throws: ImageFileError.self) { try MeanFile(path: path).read() }
    #expect(error.code == code, "\(name): \(error)")
    #expect(error.description.hasPrefix(path))
    #expect(error.report.cure != nil)
  }

  @Test func `no file, a folder and other bytes are told apart`() throws {
    let missing = try #require(throws: InputFileError.self) { try MeanFile(path: folder("absent")).read() }
    #expect(missing.code == .missing)
    let unreadable = try #require(throws: InputFileError.self) { try MeanFile(path: folder.path).read() }
    #expect(unreadable.code == .unreadable)
    let path = try folder.write([0xFF, 0xFF], "mean")
    let other = try #require(throws: ImageFileError.self) { try MeanFile(path: path).read() }
    #expect(other.code == .wrongFormat)
  }
}
