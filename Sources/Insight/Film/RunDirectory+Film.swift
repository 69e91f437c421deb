public import Training

extension RunDirectory {
  /// The steps after which the run's film has a strip, ascending; none without a film.
  ///
  /// Unlike ``RunFilm`` this opens no file, and needs no model.
  public var filmSteps: [Int] { FilmFolder(self).steps }

  /// The file of the film's strip after `step`: the reconstructions side by side, a PNG.
  public func filmStrip(step: Int) -> String { FilmFolder(self).strip(step: step) }

  /// The file of the film's originals, side by side like the reconstructions.
  public var filmOriginals: String { FilmFolder(self).originals }
}
