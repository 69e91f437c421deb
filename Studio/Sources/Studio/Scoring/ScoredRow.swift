import Catalogue
import Foundation
import HTTPTypes
import Hourglass
import Web

/// Images above their reconstructions, as one picture.
struct ScoredRow: Codable, Sendable {
  /// What the last row of the picture shows.
  enum Map: String, Codable, Hashable, Sendable, CaseIterable {
    /// The absolute difference, all images on one scale.
    case difference
    /// The squared error of each pixel, each image on a scale of its own.
    case error
  }

  /// The numbers of the images, from left to right.
  var images: [Int]
  /// What the rows show, from the top.
  var rows: [String]
  /// Height and width of one image in the picture.
  var size: [Int]
  /// The picture, as a `data:` address of a PNG.
  var picture: String
  /// The largest difference, which is yellow; null for maps of errors.
  var maximum: Double?
  /// The mean squared error of each image, in pixels from 0 to 1.
  var mse01: [Double]

  /// The maximum side of an image; larger ones are shrunk.
  private static let maxSide = 160

  /// Draws images; blocks.
  init(_ shown: ReconstructedImages, images: [Int], map: Map) throws {
    var kinds = try shown.kinds()
    if map == .difference {
      let differences = shown.differences()
      kinds.append(("difference", differences.pictures))
      maximum = Double(differences.maximum)
    } else {
      kinds.append(("squared error", try shown.errorMaps()))
    }
    let shape = shown.shape
    let pictures = kinds.map { kind in kind.pictures.map { $0.shrunk(to: Self.maxSide) } }
    let (height, width) = (pictures.first?.first?.height ?? shape.height, pictures.first?.first?.width ?? shape.width)
    let composed = try PictureGrid(padding: 0, groupGap: 0, magnification: 1).composed(rows: pictures)
    (self.images, rows, size, mse01) = (
      images, kinds.map { $0.name == "output" ? "reconstruction" : $0.name }, [height, width], shown.errors
    )
    picture = try composed.address()
  }
}

extension StudioServer {
  /// The images of a scoring with these numbers, as its model sees and reconstructs them.
  func row(of numbers: [Int], _ scoring: Scoring, _ run: RunSubject, _ map: ScoredRow.Map) async throws -> ScoredRow {
    let images = try await images(of: scoring, run) { all in
      guard let last = numbers.max(), last < all.count else {
        throw WebError(.conflict, type: "gone", "the images are other ones than those that were scored")
      }
      var few = all.selecting(numbers)
      few.reading.threads = 1
      return few
    }
    let shown = try await reconstructed(images, by: run)
    return try await compute { try ScoredRow(shown, images: numbers, map: map) }
  }

  /// What `body` makes of the images of a scoring.
  ///
  /// - Throws: `RunError`; `WebError` with status 409 where they are gone.
  func images<Value: Sendable>(
    of scoring: Scoring, _ run: RunSubject, _ body: @escaping @Sendable (ImageSubset) throws -> Value
  ) async throws -> Value {
    let (places, opened) = (scoringPlaces, openedImages)
    do {
      return try await compute {
        try body(opened.images(scoring.id) { try ScoredImages(run.directory, scoring.images, places).images })
      }
    } catch let error as RunError {
      throw error
    } catch let error as any ReportedError {
      throw WebError(.conflict, type: "gone", "the images cannot be shown: \(PageWords.of(error))")
    }
  }

  /// Images as the model of a run reconstructs them, from images that are corrupted first.
  func reconstructed(
    _ images: ImageSubset, by run: RunSubject, corruption: Corruption = .none
  ) async throws -> ReconstructedImages {
    let model = try await models.model(in: run.directory)
    return try await model { model in
      let originals = try model.pixels(of: images)
      guard corruption != .none else {
        return ReconstructedImages(
          originals: originals, reconstructions: try model.reconstruct(images), shape: model.shape)
      }
      let corrupted = try model.corrupted(images, corruption, seed: model.run.configuration.training.seed)
      let seen = try model.images(pixels: corrupted, labels: images.labels)
      return ReconstructedImages(
        originals: originals, corrupted: corrupted, reconstructions: try model.reconstruct(seen), shape: model.shape)
    }
  }
}
