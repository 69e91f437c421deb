import ImageFormats
import ImageShapes
import Testing

/// Samples of images and numbers, evenly spread.
@Suite struct SpreadImagesTests {
  @Test func `numbers are spread from the first to the last`() {
    #expect((0..<10).evenlySpread(atMost: 4) == [0, 3, 6, 9])
    #expect((5..<8).evenlySpread(atMost: 3) == [5, 6, 7] && (5..<8).evenlySpread(atMost: 9) == [5, 6, 7])
    #expect((0..<10).evenlySpread(atMost: 1) == [9] && (0..<0).evenlySpread(atMost: 3).isEmpty)
    let many = (0..<1_000_003).evenlySpread(atMost: 1000)
    #expect(many.count == 1000 && many.first == 0 && many.last == 1_000_002)
    let gaps = Set(zip(many, many.dropFirst()).map { $1 - $0 })
    #expect(gaps.isSubset(of: [1000, 1001, 1002]))
  }

  @Test func `a sample has the pixels, labels and titles of its images`() throws {
    let images = ImageSet(
      count: 7, shape: ImageShape(channels: 1, height: 1, width: 2), labels: [0, 1, 2, 0, 1, 2, 0],
      classNames: ["a", "b", "c"], name: "seven"
    ) { pixels in
      for index in pixels.indices { pixels[index] = UInt8(index) }
    }
    let some = SpreadImages(images, atMost: 3)
    #expect(some.count == 3 && some.labels == [0, 0, 0] && some.classNames == images.classNames)
    #expect(try (0..<3).map { try some.pixels(at: $0) } == [[0, 1], [6, 7], [12, 13]])
    #expect((0..<3).map(some.title) == [0, 3, 6].map(images.title))
    #expect(some.fingerprint != images.fingerprint)
    #expect(SpreadImages(images, atMost: 7).fingerprint == images.fingerprint)
  }
}
