import Foundation
import Hourglass
import Jobs

/// One pass over images, as the work of a scoring sees it: takes the scores, and ends where somebody has stopped it.
final class ScoringPass {
  private let id: String
  private let scorings: Scorings
  private let place: ScoringFolder
  private var writer: ScoreWriter?

  /// A pass that continues the files of `writer`; nil starts new ones.
  init(_ id: String, _ scorings: Scorings, _ place: ScoringFolder, _ writer: ScoreWriter? = nil) {
    (self.id, self.scorings, self.place, self.writer) = (id, scorings, place, writer)
  }

  /// The name that the run has now.
  ///
  /// - Throws: `CancellationError` where the scoring was stopped.
  var run: String {
    get throws(CancellationError) {
      guard let scoring = scorings[id] else { throw CancellationError() }
      return scoring.run
    }
  }

  /// Notes what is under way, in words, beside the scores.
  ///
  /// - Throws: `CancellationError` where the scoring was stopped.
  func note(_ stage: String) throws(CancellationError) { try scorings.change(id) { $0.stage = stage } }

  /// Changes what is known of the scoring.
  ///
  /// - Throws: `CancellationError` where the scoring was stopped.
  func update(_ body: (inout Scoring) -> Void) throws(CancellationError) { try scorings.change(id, body) }

  /// Takes the scores of some images.
  ///
  /// - Throws: `CancellationError` where the scoring was stopped; an error of writing.
  func append(_ entries: [ScoreWriter.Entry], from images: ImageSubset) throws {
    guard let scoring = scorings[id] else { throw CancellationError() }
    var writer =
      try writer
      ?? ScoreWriter(
        place, header: ScoreTableText.header(scoring.metrics, hasClasses: scoring.has_classes))
    var added = ScoreColumns(metrics: scoring.metrics.count)
    try writer.append(entries, hasClasses: scoring.has_classes, to: &added)
    self.writer = writer
    let bad = images.badImages.images
    try scorings.change(id) { scoring, columns in
      columns.append(added)
      (scoring.done, scoring.stage) = (columns.count, "")
      scoring.unreadable = bad.count
      scoring.unreadable_images = bad.prefix(Self.maxUnreadable).map {
        Scoring.Unreadable(title: $0.title, reason: $0.reason)
      }
      scoring.seconds = scoring.started.map { Date().timeIntervalSince($0) } ?? 0
    }
  }

  /// Unreadable images that are named.
  private static let maxUnreadable = 20

  /// Makes sure that all scores are on the disk.
  func finish() throws { try writer?.finish() }
}

/// How far a scoring is, as an event.
struct ScoringEvent: Codable, Sendable {
  var id: String
  var status: JobState
  /// The share that is done, from 0 to 1.
  var progress: Double?
  /// How far it is, in words.
  var detail: String
  /// The images of a second.
  var speed: String
  /// The time that is left, in words.
  var left: String

  init(_ scoring: Scoring) {
    (id, status) = (scoring.id, scoring.status)
    let seen = scoring.done + scoring.unreadable
    let isRunning = scoring.status == .running
    progress = scoring.total > 0 ? min(1, Double(seen) / Double(scoring.total)) : nil
    detail = Self.words(scoring)
    let new = seen - (scoring.resumed_after ?? 0)
    let rate = scoring.seconds > 0 && new > 0 ? Double(new) / scoring.seconds : nil
    speed = rate.map { "\(Figures.number($0 >= 100 ? $0.rounded() : $0)) images/s" } ?? ""
    left = isRunning ? rate.map { Figures.duration(Double(max(0, scoring.total - seen)) / $0) } ?? "" : ""
  }

  /// How far a scoring is, in words.
  private static func words(_ scoring: Scoring) -> String {
    if !scoring.stage.isEmpty { return scoring.stage }
    if scoring.status == .queued { return "waits for another scoring" }
    return "\(Figures.count(scoring.done)) of \(Figures.count(scoring.total, "image"))"
  }
}
