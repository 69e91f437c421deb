public import Pictures

/// Draws a film: all steps on one sheet, or each as a picture of its own.
public struct FilmSheet: Hashable, Sendable {
  /// The space around images, and their magnification.
  public var layout: PictureGrid

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
    let rows = zip(labels, rows).map { (label: $0, pictures: $1) }
    return try LabelledRows(rows: rows, layout: layout, widestLabel: widestLabel).composed()
  }
}
