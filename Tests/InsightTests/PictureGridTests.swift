import Diagnostics
import ImageData
import ImageShapes
import Insight
import Pictures
import Tensors
import Testing

/// A grey picture one pixel high.
private func row(_ bytes: [UInt8]) -> Picture { Picture(width: bytes.count, height: 1, colour: .grey, bytes: bytes) }

struct PictureGridTests {
  @Test func `pictures stand in rows with the ground between them`() throws {
    let grid = PictureGrid(padding: 1, magnification: 1, background: 9)
    let picture = try grid.composed(rows: [[row([1, 2]), row([3, 4])], [row([5, 6])]])
    #expect(picture.width == 7)
    #expect(picture.height == 5)
    #expect(
      picture.bytes == [
        9, 9, 9, 9, 9, 9, 9,
        9, 1, 2, 9, 3, 4, 9,
        9, 9, 9, 9, 9, 9, 9,
        9, 5, 6, 9, 9, 9, 9,
        9, 9, 9, 9, 9, 9, 9,
      ])
  }

  @Test func `pictures fill rows of equal length, about as many as columns by default`() throws {
    let grid = PictureGrid(padding: 0, magnification: 1)
    let pictures = (0..<5).map { row([$0]) }
    #expect(try grid.composed(pictures).bytes == [0, 1, 2, 3, 4, 255])
    #expect(try grid.composed(pictures, columns: 4).bytes == [0, 1, 2, 3, 4, 255, 255, 255])
    #expect(throws: GridError.self) { try grid.composed([]) }
  }

  @Test func `every pixel is magnified to a square`() throws {
    let grid = PictureGrid(padding: 1, magnification: 2, background: 9)
    let picture = try grid.composed(rows: [[row([1, 2])]])
    #expect(picture.width == 6)
    #expect(
      picture.bytes == [
        9, 9, 9, 9, 9, 9,
        9, 1, 1, 2, 2, 9,
        9, 1, 1, 2, 2, 9,
        9, 9, 9, 9, 9, 9,
      ])
  }

  @Test func `groups of rows stand apart`() throws {
    let grid = PictureGrid(padding: 1, rowsPerGroup: 2, groupGap: 3, magnification: 1, background: 9)
    let picture = try grid.composed(rows: [[row([1])], [row([2])], [row([3])], [row([4])]])
    #expect(picture.width == 3)
    let middle = (0..<picture.height).map { picture.bytes[$0 * 3 + 1] }
    #expect(middle == [9, 1, 9, 2, 9, 9, 9, 3, 9, 4, 9])
  }

  @Test func `one picture in colour makes the grid one in colour`() throws {
    let grid = PictureGrid(padding: 0, magnification: 1)
    let colour = Picture(width: 1, height: 1, colour: .rgb, bytes: [1, 2, 3])
    let picture = try grid.composed(rows: [[row([7]), colour]])
    #expect(picture.colour == .rgb)
    #expect(picture.bytes == [7, 7, 7, 1, 2, 3])
  }

  @Test(arguments: [(28, 2), (32, 2), (64, 1), (100, 1), (8, 8), (1, 8)])
  func `small pictures are magnified until they can be seen`(side: Int, factor: Int) {
    #expect(PictureGrid.magnification(of: ImageShape(channels: 1, height: side, width: side)) == factor)
  }

  @Test func `pictures of two sizes are refused`() throws {
    let error = try #require(throws: GridError.self) {
      try PictureGrid().composed(rows: [[row([1, 2]), row([1, 2, 3])]])
    }
    #expect(error.code == .sizes)
    #expect(error.description.contains("expected 2 x 1, got 3 x 1"))
  }

  @Test(arguments: [[], [[]]] as [[[Picture]]])
  func `no pictures are refused`(rows: [[Picture]]) throws {
    let error = try #require(throws: GridError.self) { try PictureGrid().composed(rows: rows) }
    #expect(error.code == .empty)
  }
}
