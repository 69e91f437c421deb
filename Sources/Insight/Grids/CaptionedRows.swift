import ImageData
public import Pictures

/// Rows of pictures, each below its caption.
public struct CaptionedRows {
  private let rows: [(caption: String, pictures: [Picture])]

  /// Creates rows of pictures of one size.
  public init(_ rows: [(caption: String, pictures: [Picture])]) { self.rows = rows }

  /// Draws the rows; a caption that is too long has dots instead of its middle.
  ///
  /// - Throws: ``GridError`` when a row is empty or pictures differ in size.
  public func composed() throws -> Picture {
    let scale = 2
    let layout = PictureGrid()
    let strips = try rows.map { try layout.composed(rows: [$0.pictures]) }
    let letters = rows.map { BitmapFont.width(of: $0.caption) * scale + 8 * scale }.max() ?? 0
    let width = max(strips.map(\.width).max() ?? 0, min(letters, 640))
    let captionHeight = (BitmapFont.height + 6) * scale
    var canvas = ChartCanvas(width: width, height: strips.reduce(0) { $0 + $1.height + captionHeight })
    var y = 0
    for (row, strip) in zip(rows, strips) {
      let room = (width - 4 * scale) / (BitmapFont.advance * scale)
      canvas.write(row.caption.shortened(to: room), x: 2 * scale, y: y + 4 * scale, scale: scale)
      canvas.place(strip, x: 0, y: y + captionHeight)
      y += captionHeight + strip.height
    }
    return canvas.picture
  }
}
