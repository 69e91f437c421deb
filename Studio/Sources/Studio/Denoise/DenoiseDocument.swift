import Catalogue
import Foundation
import Hourglass
import Web

/// The page on which images are corrupted and reconstructed, as JSON.
struct DenoiseDocument: Codable, Sendable {
  /// The run's identifier.
  var id: String
  /// The run's name.
  var name: String
  /// Why nothing can be reconstructed; nil where it can.
  var problem: String?
  /// Which checkpoint is used, where the training has not finished; nil where it has.
  var note: String?
  /// The corruption that the run was trained to undo, as flags have it; nil for a run that was trained without one.
  var trained_corruption: String?
  /// The data sets that images can be taken from, beside the run's own.
  var datasets: [DataSetEntry]
  /// The kinds of corruption.
  var corruptions: [CorruptionChoice]
}

/// Images, the same corrupted, and what a model makes of these, as JSON.
struct DenoisedRow: Codable, Sendable {
  /// How near images are to the originals.
  struct Quality: Codable, Sendable {
    /// The mean squared error of each image, in pixels from 0 to 1.
    var mse01: [Double]
    /// Its mean over the images.
    var mean_mse01: Double
    /// The peak signal-to-noise ratio of each image, averaged, in dB.
    var mean_psnr: Double
  }

  /// The corruption as flags have it.
  var corruption: String
  /// The pictures.
  var pictures: ScoredRow
  /// Of the corrupted images; null without a corruption.
  var before: Quality?
  /// Of the reconstructions.
  var after: Quality
}

extension DenoisedRow {
  /// Draws images; blocks.
  init(_ shown: ReconstructedImages, _ corruption: Corruption, images: [Int]) throws {
    self.corruption = "\(corruption)"
    pictures = try ScoredRow(shown, images: images, map: .difference)
    before = shown.corrupted.map {
      Quality(ReconstructedImages(originals: shown.originals, reconstructions: $0, shape: shown.shape).errors)
    }
    after = Quality(shown.errors)
  }
}

extension DenoisedRow.Quality {
  fileprivate init(_ errors: [Double]) {
    let count = Double(max(1, errors.count))
    mse01 = errors
    mean_mse01 = errors.reduce(0, +) / count
    // An error below 1e-10 counts as that, which is 100 dB.
    mean_psnr = errors.reduce(0) { $0 - 10 * log10(max($1, 1e-10)) } / count
  }
}
