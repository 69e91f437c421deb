import ImageData
import ImageFormats
import ImageShapes
import Insight
import Pictures
import Tensors
import Testing

struct VariationGridTests {
  private let images = ImageSet(
    pixels: (0..<3 * 12).map { UInt8($0 * 5) }, shape: ImageShape(channels: 1, height: 3, width: 4), name: "three")

  @Test func `each image stands above what each epoch makes of it`() throws {
    let augmentations = try Augmentations("flip=both + noise=0.1")
    let augmenter = try Augmenter(augmentations, shape: images.shape, seed: 4)
    let picture = try VariationGrid(imagesPerRow: 2, epochs: 3).composed(
      ImageSubset(images), augmentations, seed: 4)
    // Magnified eight times; two groups of four rows, a gap of eight between them.
    #expect((picture.width, picture.height) == (2 * (32 + 2) + 2, 2 * (4 * (24 + 2)) + 2 + 6))
    func pixels(column: Int, row: Int) -> [UInt8] {
      let top = 2 + row * 26 + (row >= 4 ? 6 : 0)
      return (0..<12).map { picture.bytes[(top + $0 / 4 * 8) * picture.width + 2 + column * 34 + $0 % 4 * 8] }
    }
    for index in 0..<3 {
      let (column, row) = (index % 2, index / 2 * 4)
      let original = try images.pixels(at: index)
      #expect(pixels(column: column, row: row) == original)
      for epoch in 0..<3 {
        #expect(
          pixels(column: column, row: row + 1 + epoch) == augmenter.varied(original, index: index, epoch: epoch))
      }
    }
  }

  @Test func `what is cut out stands in the middle`() throws {
    let picture = try VariationGrid(epochs: 1).composed(
      ImageSubset(images, indices: [0]), Augmentations(crop: PixelSize(width: 2, height: 1)), seed: 0)
    func pixel(_ y: Int, _ x: Int) -> UInt8 { picture.bytes[(28 + y * 8) * picture.width + 2 + x * 8] }
    for (y, x) in [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)] {
      #expect(pixel(y, x) == 255)
    }
    #expect(pixel(1, 2) == pixel(1, 1) + 5)
  }

  @Test func `images that are no pictures, or cannot be varied so, are refused`() throws {
    let planes = ImageSet(pixels: noise, shape: ImageShape(channels: 2, height: 2, width: 2), name: "planes")
    #expect(throws: GridError.self) { try VariationGrid().composed(ImageSubset(planes), .none, seed: 0) }
    #expect(throws: AugmentationError.self) {
      try VariationGrid().composed(ImageSubset(images), Augmentations(quarterRotation: .all), seed: 0)
    }
    #expect(throws: GridError.self) { try VariationGrid().composed(ImageSubset(images, indices: []), .none, seed: 0) }
  }

  private let noise = [UInt8](repeating: 7, count: 16)
}
