import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

/// A run in lists, as JSON.
struct RunEntry: Codable, Hashable, Sendable {
  var id: String
  var name: String
  /// A state of jobs: `queued`, `running`, `paused`, `done`, `aborted`, `failed`, `interrupted` or `stalled`.
  var status: JobState
  /// Why it has its status; nil where that says it all.
  var reason: String?
  /// The address of its page below the server's root.
  var url: String
  /// The job that trains it.
  var job_id: String?
  var group: String?
  var model: String?
  /// The name of its data set: a known one, or that of the folder that its images are in.
  var dataset: String?
  var optimizer: String?
  var loss_name: String?
  var parameters: Int?
  var code_size: Int?
  var seed: String?
  var created: Date?
  var modified: Date?
  var epochs: Int
  var epochs_wanted: Int?
  var step: Int
  /// The share that is done, from 0 to 1.
  var progress: Double?
  var remaining_seconds: Double?
  var images_per_second: Double?
  var learning_rate: Double?
  /// Seconds of training.
  var seconds: Double
  var bytes: Int
  /// The epoch of the best checkpoint.
  var best_epoch: Int?
  /// The newest value of each metric.
  var last: [String: Double]
  /// The best value of each metric.
  var best: [String: Double]
  /// At most 40 values of the loss by which epochs are compared, evenly spaced, the last one included.
  var curve: [Double]
  var tags: [String]
  var note: String?
  var archived: Bool

  init(_ run: RunSubject) {
    let row = run.row
    (id, name, status, reason, url) = (
      run.id, run.name, run.status, run.reason.map(PageWords.replacingFlags), run.url
    )
    job_id = run.job?.id.rawValue
    (group, model, optimizer) = (row?.group ?? run.job?.group, row?.model, row?.optimizer)
    dataset = row?.dataset.map(Self.datasetName)
    (loss_name, parameters, code_size) = (row?.lossName, row?.parameters, row?.codeSize)
    seed = row?.seed.map { "\($0)" }
    (created, modified) = (row?.created ?? run.job?.created, row?.modified)
    (epochs, epochs_wanted, step) = (row?.epochs ?? 0, row?.epochsWanted, row?.step ?? 0)
    (progress, remaining_seconds) = (row?.progress, row?.remainingSeconds)
    (images_per_second, learning_rate) = (row?.imagesPerSecond, row?.learningRate)
    (seconds, bytes, best_epoch) = (row?.seconds ?? 0, row?.bytes ?? 0, row?.bestEpoch)
    (last, best) = (Self.values(row?.last), Self.values(row?.best))
    curve = row?.sparkline.filter(\.isFinite) ?? []
    (tags, note, archived) = (row?.tags ?? [], row?.note, row?.isArchived ?? false)
  }

  /// How far it is, in words.
  var stage: String {
    // A model without steps, or one that has improved no more, is done before all epochs.
    guard status != .done || epochs == epochs_wanted else { return Figures.count(epochs, "epoch") }
    return "epoch \(Figures.count(epochs))\(epochs_wanted.map { " of \(Figures.count($0))" } ?? "")"
  }

  /// `few` for `/data/few` and `/data/few/dataset.yaml`.
  static func datasetName(_ reference: String) -> String {
    let path = reference as NSString
    let isDescription = path.lastPathComponent == "dataset.yaml" && !path.deletingLastPathComponent.isEmpty
    return ((isDescription ? path.deletingLastPathComponent : reference) as NSString).lastPathComponent
  }

  private static func values(_ metrics: RunMetrics?) -> [String: Double] {
    guard let metrics else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: RunMetric.allCases.compactMap { metric in
        metrics[metric].flatMap { $0.isFinite ? (metric.rawValue, $0) : nil }
      })
  }
}

/// What a change answers.
struct ChangeAnswer: Codable, Sendable, PageLeading {
  /// One sentence: what was done.
  var message: String
  /// Where a POST undoes it, below the server's root; nil where nothing does.
  var undo: String?
  /// The identifier of what was changed, where there is one.
  var id: String?
  /// The address of its page below the server's root; empty for the first page, where it has none any more.
  var url: String?

  var page: String? { url }
}
