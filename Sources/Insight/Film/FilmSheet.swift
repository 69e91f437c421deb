public import Pictures

/// Draws a film: all steps on one sheet, or each as a picture of its own.
public struct FilmSheet: Hashable, Sendable {
  /// The space around images, and their magnification.
  public var layout: PictureGrid

  /// Pixels between the label of a row and its images.
  private static let gap = 6
  private static let title = "original"

  /// Creates a sheet; the parameter is its property.
  public init(layout: PictureGrid = PictureGrid()) { self.layout = layout }

  /// Draws the originals above the reconstructions after each of `steps`, a row each with the step at its left.
  ///
  /// - Throws: ``FilmError``, ``GridError``.
  public func picture(of film: RunFilm, steps: [Int]) throws -> Picture {
    try picture(
      labels: [Self.title] + steps.map { "\($0)" },
      rows: [film.originals()] + steps.map { try film.reconstructions(afterStep: $0) },
      widestLabel: film.steps.last.map { "\($0)" } ?? "")
  }

  /// The pictures of an animation: the originals above the reconstructions after each of `steps`, with the step.
  ///
  /// - Throws: ``FilmError``, ``GridError``.
  public func frames(of film: RunFilm, steps: [Int]) throws -> [Picture] {
    let originals = try film.originals()
    let widest = film.steps.last.map { "\($0)" } ?? ""
    return try steps.map { step in
      try picture(
        labels: [Self.title, "\(step)"], rows: [originals, film.reconstructions(afterStep: step)], widestLabel: widest)
    }
  }

  private func picture(labels: [String], rows: [[Picture]], widestLabel: String) throws -> Picture {
    let images = try layout.composed(rows: rows)
    let rowHeight = (images.height - layout.padding) / rows.count
    // Letters of at most a third of a row; tall rows have no larger ones than charts.
    let scale = max(1, min(2, rowHeight / (3 * BitmapFont.height)))
    let width = (labels + [widestLabel]).map { BitmapFont.width(of: $0) * scale }.max() ?? 0
    let left = layout.padding + width + Self.gap
    var canvas = ChartCanvas(width: left + images.width, height: images.height)
    canvas.place(images, x: left, y: 0)
    for (row, label) in labels.enumerated() {
      let middle = layout.padding + row * rowHeight + (rowHeight - layout.padding) / 2
      canvas.write(
        label, x: layout.padding + width - BitmapFont.width(of: label) * scale,
        y: middle - BitmapFont.height * scale / 2, scale: scale)
    }
    return canvas.picture
  }
}
