internal import Diagnostics
import ImageData
import ImageShapes
public import Pictures

/// Pictures in rows, each tile a column of pictures above lines of text.
public struct CaptionedTiles {
  /// Pictures from top to bottom, above lines of text.
  public typealias Tile = (pictures: [Picture], lines: [String])

  private let tiles: [Tile]
  private let tilesPerRow: Int

  /// Letters that a line has room for, however small the pictures are.
  private static let minLetters = 10

  /// Creates tiles of equally many pictures of one size.
  ///
  /// - Parameters:
  ///   - tiles: The tiles, in order.
  ///   - tilesPerRow: The maximum number of tiles of a row.
  public init(_ tiles: [Tile], tilesPerRow: Int = 5) {
    require(tilesPerRow > 0, "a row needs at least one tile, not \(tilesPerRow)")
    (self.tiles, self.tilesPerRow) = (tiles, tilesPerRow)
  }

  /// The magnification that makes pictures large enough for lines below them.
  static func magnification(of shape: ImageShape) -> Int { min(max(128 / max(shape.height, shape.width), 1), 8) }

  /// Draws the tiles; a line that is too long has dots instead of its middle.
  ///
  /// - Throws: ``GridError`` when there are no tiles, a tile has no pictures, or pictures differ in size.
  public func composed() throws -> Picture {
    let (scale, padding) = (2, 12)
    let shape = tiles.first?.pictures.first?.shape
    let layout = PictureGrid(padding: 2, magnification: shape.map(Self.magnification))
    // Composing all in one row checks that they have one size.
    _ = try layout.composed(rows: [tiles.flatMap(\.pictures)])
    let columns = try tiles.map { try layout.composed(rows: $0.pictures.map { [$0] }) }
    let width = max(columns.map(\.width).max() ?? 0, Self.minLetters * BitmapFont.advance * scale)
    let lineHeight = (BitmapFont.height + 3) * scale
    let height = columns.map(\.height).max() ?? 0
    let lines = tiles.map(\.lines.count).max() ?? 0
    let rowHeight = height + lines * lineHeight + padding
    let perRow = min(tilesPerRow, tiles.count)
    let rows = (tiles.count + perRow - 1) / perRow
    var canvas = ChartCanvas(width: perRow * (width + padding) + padding, height: rows * rowHeight + padding)
    for (place, tile) in tiles.enumerated() {
      let (x, y) = (padding + place % perRow * (width + padding), padding + place / perRow * rowHeight)
      canvas.place(columns[place], x: x, y: y)
      for (number, line) in tile.lines.enumerated() {
        let text = line.shortened(to: width / (BitmapFont.advance * scale))
        canvas.write(text, x: x + 2, y: y + height + number * lineHeight + scale, scale: scale)
      }
    }
    return canvas.picture
  }
}
