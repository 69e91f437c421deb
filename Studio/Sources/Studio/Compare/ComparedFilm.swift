import Foundation
import Hourglass

/// The films of several runs under one slider, as `scripts/film.js` shows them.
struct ComparedFilm: Codable, Sendable {
  /// A row of pictures.
  struct Row: Codable, Hashable, Sendable {
    var name: String
    /// Whether these are images as they are, and not reconstructions.
    var is_original = false
    /// The steps, ascending; each with the epoch of this run.
    var steps: [RunFilmDocument.Frame]
  }

  /// The number of images in each picture.
  var images: Int
  /// The address of the originals below the server's root; empty where the runs show different images.
  var original: String
  /// A row for each run that has a film; where the images differ, a row of its originals stands before it.
  var runs: [Row]

  /// The films of `runs`; `events` and `files` hold their events and run files.
  init(_ runs: [RunSubject], _ events: RunEventsStore, _ files: RunFileStore) {
    let films = runs.compactMap { run -> (run: RunSubject, film: RunFilmDocument, original: Data?)? in
      let film = RunFilmDocument(run, stepsPerEpoch: RunFilmDocument.stepsPerEpoch(run, events), files)
      return film.steps.isEmpty ? nil : (run, film, Self.original(run))
    }
    images = films.map(\.film.images).max() ?? 0
    let isOne = Set(films.map(\.original)).count == 1
    original = isOne ? films[0].film.original : ""
    self.runs = []
    var shown: Data?
    for (run, film, pixels) in films {
      if !isOne, pixels != shown, !film.original.isEmpty {
        let frame = RunFilmDocument.Frame(step: film.steps[0].step, url: film.original)
        self.runs.append(Row(name: "original of \(run.name)", is_original: true, steps: [frame]))
      }
      shown = pixels
      self.runs.append(Row(name: run.name, steps: film.steps))
    }
  }

  /// The names of those of `runs` that have a film, and whether they show the same images.
  static func outline(_ runs: [RunSubject]) -> (names: Set<String>, areAlike: Bool) {
    let shown = runs.filter { !RunDirectory(path: $0.directory).filmSteps.isEmpty }
    return (Set(shown.map(\.name)), Set(shown.map(original)).count <= 1)
  }

  private static func original(_ run: RunSubject) -> Data? {
    try? Data(contentsOf: URL(fileURLWithPath: RunDirectory(path: run.directory).filmOriginals))
  }
}
