import ImageFixtures
import ImageFormats
import ImageShapes
import Pictures
import TestSupport
import Testing

struct IDXFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [false, true])
  func `images come back as they were written`(isGzipped: Bool) throws {
    let pixels = noise(7 * 5 * 3)
    let bytes = idx([7, 5, 3], pixels)
    let path = try folder.write(isGzipped ? gzipped(bytes) : bytes, "images")
    let images = try IDXFile(path: path).images(name: "seven", labels: [0, 1, 2, 3, 4, 5, 6])
    #expect(images.count == 7)
    #expect(images.shape == ImageShape(channels: 1, height: 5, width: 3))
    #expect(images.bytesPerImage == 15)
    #expect(images.labels == [0, 1, 2, 3, 4, 5, 6])
    #expect(images.name == "seven")
    #expect(images.source == path)
    #expect(images.withPixels { Array($0) } == pixels)
    #expect(Array(UnsafeBufferPointer(start: images.baseAddress, count: 105)) == pixels)
  }

  @Test(arguments: [false, true])
  func `four dimensions are images with channels`(isGzipped: Bool) throws {
    let pixels = noise(2 * 3 * 4 * 5)
    let bytes = idx([2, 3, 4, 5], pixels)
    let file = IDXFile(path: try folder.write(isGzipped ? gzipped(bytes) : bytes, "images"))
    #expect(try file.imagesHeader().sizes == [2, 3, 4, 5])
    let images = try file.images()
    #expect(images.shape == ImageShape(channels: 3, height: 4, width: 5))
    #expect(images.withPixels { Array($0) } == pixels)
  }

  @Test func `a gzip file of several megabytes inflates whole`() throws {
    let pixels = noise(5000 * 28 * 28)
    let file = IDXFile(path: try folder.write(gzipped(idx([5000, 28, 28], pixels)), "images.gz"))
    #expect(try file.images().withPixels { $0.elementsEqual(pixels) })
  }

  @Test func `a gzip file of several members inflates whole`() throws {
    let bytes = idx([4, 2, 2], noise(16))
    let file = IDXFile(path: try folder.write(gzipped(Array(bytes[..<20])) + gzipped(Array(bytes[20...])), "images.gz"))
    #expect(try file.images().withPixels { Array($0) } == noise(16))
  }

  @Test(arguments: [false, true])
  func `labels come back as they were written`(isGzipped: Bool) throws {
    let bytes = idx([5], [3, 1, 4, 1, 5])
    let path = try folder.write(isGzipped ? gzipped(bytes) : bytes, "labels")
    #expect(try IDXFile(path: path).labels() == [3, 1, 4, 1, 5])
  }

  @Test func `the fingerprint is the checksum of sizes and pixels`() throws {
    let pixels: [UInt8] = Array("123456789".utf8)
    let one = ImageSet(pixels: pixels, shape: ImageShape(channels: 1, height: 3, width: 3), name: "one")
    // zlib.crc32(struct.pack('>IIII', 1, 1, 3, 3) + b'123456789') in Python.
    #expect(one.fingerprint == "ab1e6ffe")
    let three = ImageSet(pixels: pixels, shape: ImageShape(channels: 1, height: 1, width: 3), name: "three")
    #expect(three.fingerprint != one.fingerprint)
  }
}
