import ImageData
import ImageFormats
import ImageShapes
import Testing

/// Images in memory of someone else.
struct BorrowedImagesTests {
  private static let shape = ImageShape(channels: 3, height: 4, width: 5)
  private static let count = 7
  /// `[n, c, h, w]`.
  private let bytes = (0..<count * shape.elements).map { UInt8(($0 * 7919) % 251) }

  /// The same images as `[n, h, w, c]`.
  private var interleaved: [UInt8] {
    let plane = Self.shape.height * Self.shape.width
    return (0..<Self.count).flatMap { image in
      (0..<plane).flatMap { pixel in
        (0..<3).map { bytes[image * Self.shape.elements + $0 * plane + pixel] }
      }
    }
  }

  private func withImages(
    _ elements: BorrowedImages.Elements, _ order: BorrowedImages.Order = .planes,
    _ body: (BorrowedImages) throws -> Void
  ) rethrows {
    try body(
      BorrowedImages(elements, order: order, count: Self.count, shape: Self.shape, name: "the array"))
  }

  /// The levels of each image as a feed delivers them, in the order of `batches`.
  private func fed(_ images: BorrowedImages, _ batches: Batches) throws -> [[Float]] {
    let feed = ImageFeed(images, batches[...])
    var levels: [[Float]] = []
    while let batch = try feed.next() {
      for place in batch.indices {
        levels.append(images.hasFractions ? batch.levels(place) : batch.bytes(place).map { Float($0) })
      }
    }
    return levels
  }

  @Test func `bytes are read where they are, of either order`() throws {
    for (pixels, order) in [(bytes, BorrowedImages.Order.planes), (interleaved, .interleaved)] {
      try pixels.withUnsafeBufferPointer { buffer in
        try withImages(.bytes(#require(buffer.baseAddress)), order) { images in
          let batches = Batches(shuffling: ImageSubset(images), batchSize: 3, seed: 1, epoch: 0)
          let expected = batches.order.map { index in
            bytes[Int(index) * Self.shape.elements..<(Int(index) + 1) * Self.shape.elements].map { Float($0) }
          }
          let (got, pixels, levels) = (try fed(images, batches), try images.pixels(at: 2), try images.levels(at: 2))
          #expect(got == expected)
          #expect(pixels.map { Float($0) } == levels)
        }
      }
    }
  }

  @Test func `numbers are mapped to levels by those of black and white, and may lie outside`() throws {
    let numbers = bytes.map { Float($0) / 250 * 8 - 3 }
    try numbers.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      try withImages(.numbers(base, NumberLevels(black: -2, white: 4))) { images in
        #expect(images.hasFractions)
        let levels = try images.levels(at: 3)
        let first = 3 * Self.shape.elements
        for (level, number) in zip(levels, numbers[first...]) { #expect(abs(level - (number + 2) / 6 * 255) < 1e-3) }
        #expect(try images.pixels(at: 3) == levels.map { UInt8(min(max($0.rounded(), 0), 255)) })
        #expect(try fed(images, Batches(inOrder: ImageSubset(images), batchSize: 2))[3] == levels)
      }
    }
  }

  @Test func `the fingerprint is that of the images, whatever their order`() throws {
    try bytes.withUnsafeBufferPointer { planes in
      try interleaved.withUnsafeBufferPointer { pixels in
        let (planes, pixels) = (try #require(planes.baseAddress), try #require(pixels.baseAddress))
        withImages(.bytes(planes)) { first in
          withImages(.bytes(pixels), .interleaved) { #expect($0.fingerprint == first.fingerprint) }
          withImages(.bytes(pixels), .planes) { #expect($0.fingerprint != first.fingerprint) }
        }
      }
    }
  }
}
