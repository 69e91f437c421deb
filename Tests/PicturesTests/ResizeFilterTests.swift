import ImageFixtures
import ImageShapes
import Pictures
import Testing

/// The three filters, and how a JPEG is shrunk by them.
struct ResizeFilterTests {
  private static let line = Picture(width: 8, height: 1, colour: .grey, bytes: [0, 10, 60, 200, 255, 30, 90, 120])

  /// As OpenCV's INTER_AREA, Pillow's BILINEAR and OpenCV's INTER_LINEAR give them.
  @Test(arguments: [
    (ResizeFilter.area, 4, [5, 130, 143, 105]), (.bilinear, 4, [13, 131, 143, 94]), (.caffe, 4, [5, 130, 143, 105]),
    (.area, 3, [19, 182, 86]), (.bilinear, 3, [34, 158, 97]), (.caffe, 3, [8, 228, 95]),
    (.area, 2, [68, 124]), (.bilinear, 2, [82, 121]), (.caffe, 2, [35, 60]),
  ])
  func `a line is shrunk as by other programs`(filter: ResizeFilter, width: Int, levels: [Int]) {
    let small = Self.line.resized(width: width, height: 1, filter: filter).bytes.map(Int.init)
    for (level, expected) in zip(small, levels) { #expect(abs(level - expected) <= 1, "\(small)") }
  }

  @Test(arguments: ResizeFilter.allCases)
  func `every filter is bilinear where a picture grows`(filter: ResizeFilter) {
    #expect(Self.line.resized(width: 13, height: 3, filter: filter) == Self.line.resized(width: 13, height: 3))
  }

  @Test(arguments: [3, 7, 19, 25, 31, 50], ResizeFilter.allCases)
  func `a photograph as JPEG is shrunk nearly as its pixels are`(side: Int, filter: ResizeFilter) throws {
    let jpeg = try waves(200, 150).jpeg(quality: 95)
    let whole = try decoded(jpeg)
    let size = PixelSize(width: 2 * side, height: side)
    let shape = ImageShape(channels: 3, height: size.height, width: size.width)
    var pixels = [UInt8](repeating: 0, count: shape.elements)
    let preparation = PicturePreparation(size: size, filter: filter)
    try pixels.withUnsafeMutableBufferPointer { pixels in
      try jpeg.withUnsafeBytes { try preparation.write($0, place: "a/place", index: 0, as: shape, into: pixels) }
    }
    let expected = whole.resized(width: size.width, height: size.height, filter: filter).bytePlanes
    let gaps = zip(pixels, expected).map { abs(Int($0) - Int($1)) }
    #expect(Double(gaps.reduce(0, +)) / Double(gaps.count) < 1.5)
    #expect((gaps.max() ?? 0) <= 12)
    // The other filters read the whole picture.
    if filter != .area { #expect(gaps.allSatisfy { $0 == 0 }) }
  }

  private func waves(_ width: Int, _ height: Int) -> Picture {
    let bytes = (0..<(width * height * 3)).map { index in
      let (x, y, channel) = (index / 3 % width, index / 3 / width, index % 3)
      return UInt8((x * (3 + channel) + y * 2 + (x * y) / 40) % 200 / 2 + 60)
    }
    return Picture(width: width, height: height, colour: .rgb, bytes: bytes)
  }
}
