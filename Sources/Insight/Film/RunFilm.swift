import Autoencoders
import Diagnostics
import Foundation
import ImageData
import ImageFormats
import ImageShapes
public import Pictures
public import Training

/// The film of a run: the reconstructions of the same images after each step kept.
public struct RunFilm: Codable, Hashable, Sendable {
  /// The run's name.
  public let run: String
  /// The steps, ascending.
  public let steps: [Int]
  /// The number of images.
  public let imageCount: Int

  private let folder: String
  private let width: Int

  private enum CodingKeys: String, CodingKey { case run, steps, imageCount, folder, width }

  /// Finds the film of `run`; ``FilmRecorder`` has recorded it.
  ///
  /// - Throws: ``FilmError`` where there is none.
  public init(_ run: TrainedRun) throws {
    let film = FilmFolder(run.directory)
    (self.run, folder, width) = (run.name, run.directory.path, run.model.image.width)
    steps = film.steps
    guard !steps.isEmpty else {
      throw FilmError(
        .empty,
        Report(
          "the run has no film", place: film.path, expected: "a strip for each validation", got: "none",
          cure: "train the run further without --no-film; images need 1 or 3 channels"))
    }
    imageCount = try Self.pictures(at: film.originals, width: run.model.image.width).count
  }

  /// The original images.
  ///
  /// - Throws: ``FilmError``.
  public func originals() throws -> [Picture] { try Self.pictures(at: film.originals, width: width) }

  /// The reconstructions after `step`, one of ``steps``.
  ///
  /// - Throws: ``FilmError``.
  public func reconstructions(afterStep step: Int) throws -> [Picture] {
    try Self.pictures(at: film.strip(step: step), width: width)
  }

  /// At most `limit` of ``steps``, evenly chosen, the first and the last among them.
  public func steps(atMost limit: Int) -> [Int] { steps.indices.evenlySpread(atMost: limit).map { steps[$0] } }

  private var film: FilmFolder { FilmFolder(RunDirectory(path: folder)) }

  private static func pictures(at path: String, width: Int) throws -> [Picture] {
    do {
      let strip = try Picture(path: path)
      guard strip.width.isMultiple(of: width) else {
        throw FilmError(
          .damaged,
          Report(
            "a strip of the film does not hold images of the run", place: path,
            expected: "a multiple of \(width) pixels", got: "\(strip.width)", cure: "remove the file"))
      }
      return FilmStrip.pictures(of: strip, width: width)
    } catch let error as any ReportedError where !(error is FilmError) {
      throw FilmError(
        .damaged, Report("a strip of the film cannot be read", place: path, cure: "remove the file"), underlying: error)
    }
  }
}
