import Jobs

/// What an event of a run's topic says; pages change what they show of it.
struct RunEvent: Encodable, Sendable {
  /// Pictures of the film that are new.
  struct FilmTail: Encodable, Sendable {
    var steps: [RunFilmDocument.Frame]
    /// The pictures from this step on are replaced.
    var from: Int?
  }

  var status: JobState?
  /// The share that is done, from 0 to 1.
  var progress: Double?
  /// How far it is, in words.
  var stage: String?
  /// The time that is left, in words.
  var left: String?
  /// The newest loss on the validation images, or the training images where there are none.
  var loss: Double?
  var psnr: Double?
  /// Images trained per second.
  var speed: Double?
  var epochs: Int?
  /// The newest reconstructions, below the server's root.
  var picture: String?
  /// Points that charts get, by their names.
  var charts: [String: ChartDocument]?
  /// Pictures that the film gets.
  var film: [String: FilmTail]?
}

extension RunEvent {
  /// Adds what `later` says.
  mutating func add(_ later: RunEvent) {
    status = later.status ?? status
    progress = later.progress ?? progress
    (stage, left) = (later.stage ?? stage, later.left ?? left)
    (loss, psnr, speed) = (later.loss ?? loss, later.psnr ?? psnr, later.speed ?? speed)
    (epochs, picture) = (later.epochs ?? epochs, later.picture ?? picture)
    if let charts = later.charts { self.charts = charts }
    guard let film = later.film?["film"] else { return }
    let known = self.film?["film"]
    let from = film.from ?? known?.from
    let steps = (known?.steps ?? []).filter { step in film.from.map { step.step < $0 } ?? true } + film.steps
    self.film = ["film": FilmTail(steps: steps, from: from)]
  }
}
