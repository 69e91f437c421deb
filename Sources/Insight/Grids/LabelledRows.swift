import ImageData
import ImageShapes
import Pictures

/// Rows of equal pictures, each with its label at the left.
struct LabelledRows {
  /// The rows from the top, with their labels.
  var rows: [(label: String, pictures: [Picture])]
  /// Padding, groups of rows, and magnification.
  var layout: PictureGrid
  /// A label that the column of labels has room for besides those of the rows.
  var widestLabel = ""

  /// Pixels between the label of a row and its pictures.
  private static let gap = 6

  /// Draws the rows.
  ///
  /// - Throws: ``GridError``.
  func composed() throws -> Picture {
    let images = try layout.composed(rows: rows.map(\.pictures))
    guard let shape = rows.lazy.flatMap(\.pictures).first?.shape else { return images }
    let height = shape.height * (layout.magnification ?? PictureGrid.magnification(of: shape))
    // Letters of at most a third of a row; tall rows have no larger ones than charts.
    let scale = max(1, min(2, (height + layout.padding) / (3 * BitmapFont.height)))
    let width = (rows.map(\.label) + [widestLabel]).map { BitmapFont.width(of: $0) * scale }.max() ?? 0
    let left = layout.padding + width + Self.gap
    var canvas = ChartCanvas(width: left + images.width, height: images.height)
    canvas.place(images, x: left, y: 0)
    for (number, row) in rows.enumerated() {
      let middle = layout.top(ofRow: number, pictureHeight: height) + height / 2
      canvas.write(
        row.label, x: layout.padding + width - BitmapFont.width(of: row.label) * scale,
        y: middle - BitmapFont.height * scale / 2, scale: scale)
    }
    return canvas.picture
  }
}
