import Catalogue
import Foundation
import Hourglass
import Jobs

/// A preset with its published figures, and what the runs here measure of them, as JSON.
struct PresetDocument: Codable, Sendable {
  /// A published figure.
  struct Figure: Codable, Sendable {
    /// What was measured: `test loss`.
    var quantity: String
    var published: Double
    /// Where it was published.
    var source: String
    /// What counts as reproduced, in words.
    var allowed: String
    /// What the project measured, in words: one value, those of seeds, or their range; null where it has not.
    var project: String?
    /// The values of the seeds, in their order; null where a seed is not that far.
    var measured: [Double?]
    /// Whether it is reproduced; null until all seeds are measured.
    var is_met: Bool?
  }

  /// A seed of the reproduction.
  struct Seed: Codable, Sendable {
    var seed: Int
    /// The run's identifier.
    var id: String
    var name: String
    var status: JobState
    /// How far it is, in words.
    var stage: String
    var url: String
  }

  var name: String
  /// What is trained, and who published it.
  var summary: String
  var run_file: String
  /// The name of its model.
  var model: String
  /// The name of its data set; null where the user must name one.
  var dataset: String?
  /// The seeds that a reproduction trains.
  var seeds: Int
  /// The address of its page below the server's root.
  var url: String
  /// The published figures; empty where there are none to reproduce.
  var figures: [Figure]
  /// The runs of the reproduction here; empty before it was asked for.
  var runs: [Seed]
  /// The job that measures the figures, once the runs are trained.
  var measurement: JobEntry?
  /// What is measured beside the model: `PCA with 30 components, test sse`.
  var beside: String?
  /// Its value, where it is known.
  var beside_value: Double?
}

/// What a preset trains, as its reproduction and its form have it.
struct PresetRuns: Sendable {
  let preset: Preset

  /// The name of the run of a seed, as `hourglass reproduce` has it.
  func name(seed: Int) -> String { "reproduce/\(preset.name)/seed-\(seed)" }

  /// The name of the run of PCA beside the model; nil for none.
  var pcaName: String? { preset.comparesWithPCA.map { "reproduce/\(preset.name)/pca-\($0)" } }

  /// The text of the run file of a seed, with all settings.
  ///
  /// - Throws: an error that names the setting, for a preset without a data set.
  func runFile(seed: Int) throws -> String {
    var settings = try preset.settings()
    settings.training.seed = UInt64(seed)
    let text = try RunFile.yaml(settings.resolved(), record: [])
    // The record is the run's own.
    return text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("record:") }
      .joined(separator: "\n")
  }

  /// The arguments of the program that measures the figures of this many seeds.
  func measurement(seeds: Int, runs: String) -> [String] {
    ["reproduce", preset.name, "--seeds", "\(seeds)", "--runs", runs, "--json"]
  }

  /// What a run's folder says of a figure; nil where the run is not that far, or only a classifier can say it.
  static func measured(_ quantity: PublishedFigure.Quantity, _ overview: RunOverview) -> Double? {
    switch quantity {
    case .validationLoss: overview.results?.validation?.loss
    case .testLoss: overview.results?.test?.loss
    case .testSquaredError: overview.results?.test?.sse
    case .trainingLoss(let epoch): overview.reports.first { $0.epoch == epoch }?.recentLoss
    case .probeError: nil
    }
  }

  /// The figures that a measurement printed as its last line, by their quantity; empty where it printed none.
  static func printed(_ log: String) -> [String: [Double]] {
    struct Line: Decodable {
      struct Figure: Decodable {
        var quantity: String
        var measured: [Double]
      }
      var figures: [Figure]
    }
    for line in log.split(separator: "\n").reversed() where line.hasPrefix("{") {
      guard let found = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else { continue }
      return Dictionary(found.figures.map { ($0.quantity, $0.measured) }) { first, _ in first }
    }
    return [:]
  }
}
