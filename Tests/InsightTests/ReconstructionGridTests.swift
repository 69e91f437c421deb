import Diagnostics
import ImageData
import ImageShapes
import Insight
import Pictures
import Tensors
import Testing

struct ReconstructionGridTests {
  @Test func `reconstructions stand below their originals and rows wrap`() throws {
    let layout = PictureGrid(padding: 1, rowsPerGroup: 2, groupGap: 2, magnification: 1, background: 9)
    let grid = ReconstructionGrid(pairsPerRow: 2, layout: layout)
    let picture = try grid.composed(
      originals: [10, 20, 30].map { Float($0) / 255 }, reconstructions: [11, 21, 31].map { Float($0) / 255 },
      shape: ImageShape(channels: 1, height: 1, width: 1))
    #expect(picture.width == 5)
    #expect(
      picture.bytes == [
        9, 9, 9, 9, 9,
        9, 10, 9, 20, 9,
        9, 9, 9, 9, 9,
        9, 11, 9, 21, 9,
        9, 9, 9, 9, 9,
        9, 9, 9, 9, 9,
        9, 30, 9, 9, 9,
        9, 9, 9, 9, 9,
        9, 31, 9, 9, 9,
        9, 9, 9, 9, 9,
      ])
  }

  @Test func `numbers outside the range are clamped`() throws {
    let grid = ReconstructionGrid(layout: PictureGrid(padding: 0, rowsPerGroup: 2, magnification: 1))
    let picture = try grid.composed(
      originals: [0, 1], reconstructions: [-3, 3], shape: ImageShape(channels: 1, height: 1, width: 2))
    #expect(picture.bytes == [0, 255, 0, 255])
  }

  @Test func `ten digits fill one row of the default grid`() throws {
    let shape = ImageShape(channels: 1, height: 28, width: 28)
    let pixels = [Float](repeating: 0.5, count: 12 * shape.elements)
    let picture = try ReconstructionGrid().composed(originals: pixels, reconstructions: pixels, shape: shape)
    #expect(picture.width == 2 + 10 * (56 + 2))
    #expect(picture.height == 2 + 56 + 2 + 56 + 8 + 56 + 2 + 56 + 2)
    #expect(picture.colour == .grey)
  }

  @Test func `planes in colour become pixels in colour`() throws {
    let grid = ReconstructionGrid(layout: PictureGrid(padding: 0, rowsPerGroup: 2, magnification: 1))
    let picture = try grid.composed(
      originals: [1, 0, 0, 1, 0, 0], reconstructions: [0, 0, 0, 0, 1, 1],
      shape: ImageShape(channels: 3, height: 1, width: 2))
    #expect(picture.colour == .rgb)
    #expect(picture.bytes == [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255])
  }

  @Test func `a missing reconstruction is refused`() throws {
    let error = try #require(throws: GridError.self) {
      try ReconstructionGrid().composed(
        originals: [0, 0], reconstructions: [0], shape: ImageShape(channels: 1, height: 1, width: 1))
    }
    #expect(error.code == .pairs)
  }

  @Test(arguments: [
    (ImageShape(channels: 2, height: 1, width: 1), 2), (ImageShape(channels: 1, height: 2, width: 2), 5),
  ])
  func `numbers that make no pictures are refused`(shape: ImageShape, count: Int) throws {
    let pixels = [Float](repeating: 0, count: count)
    let error = try #require(throws: GridError.self) {
      try ReconstructionGrid().composed(originals: pixels, reconstructions: pixels, shape: shape)
    }
    #expect(error.code == .shape)
  }
}
