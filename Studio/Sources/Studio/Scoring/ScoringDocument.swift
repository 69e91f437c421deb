import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

/// A scoring in lists, as JSON.
struct ScoringEntry: Codable, Sendable {
  var id: String
  /// What its images are called.
  var name: String
  var status: JobState
  var error: String?
  /// The number of images that are scored.
  var images: Int
  /// The normal classes, by name; empty where no class is chosen.
  var normal: [String]
  var created: Date
  /// The epochs of the checkpoint.
  var epoch: Int
  /// The address of its page below the server's root.
  var url: String

  init(_ scoring: Scoring, _ run: RunSubject) {
    (id, name, status, error) = (scoring.id, scoring.images.name, scoring.status, scoring.error)
    (images, created, epoch) = (scoring.done, scoring.created, scoring.epoch)
    normal = scoring.normal_classes.map { scoring.className($0) }
    url = StudioServer.url(of: scoring, run)
  }
}

/// The page on which images to score are chosen, as JSON.
struct ScoringsDocument: Codable, Sendable {
  /// The run's identifier.
  var id: String
  /// The run's name.
  var name: String
  /// Why nothing can be scored now; nil where it can.
  var problem: String?
  /// Which checkpoint is used, where the training has not finished; nil where it has.
  var note: String?
  /// The data sets that can be chosen.
  var datasets: [DataSetEntry]
  /// The classes that the run was trained on, as its settings have them; nil for all.
  var trained_classes: String?
  /// The names of the classes of the run's images.
  var class_names: [String]
  /// The scorings of the run, the newest first.
  var scorings: [ScoringEntry]
}

/// A scoring with all there is to know of it, as JSON.
struct ScoringDocument: Codable, Sendable {
  /// A metric over all images.
  struct Summary: Codable, Sendable {
    var metric: ScoreMetric
    /// What people call it.
    var title: String
    var mean: Double
    var median: Double
    var best: Double
    var worst: Double
  }

  /// A class of the images.
  struct Class: Codable, Sendable {
    var label: Int
    var name: String
    var images: Int
  }

  var id: String
  /// What its images are called.
  var name: String
  var type: Scoring.Kind
  var status: JobState
  var error: String?
  /// The run's identifier.
  var run_id: String
  /// The run's name.
  var run: String
  /// The address below the server's root, which those of its tables begin with.
  var url: String
  /// How far it is.
  var progress: ScoringEvent
  var scoring: Scoring
  var summary: [Summary]
  /// PCA and the mean image on the same images; empty for images other than the run's validation images, and until they are
  /// measured.
  var baselines: [RunBaselines.Baseline]
  var classes: [Class]
  /// Whether the run has trained since, so that pictures are of a newer checkpoint than the scores.
  var is_outdated: Bool
}

extension StudioServer {
  /// The page on which images to score are chosen.
  func scorings(of run: RunSubject, _ kind: Scoring.Kind) async throws -> ScoringsDocument {
    let sets = try await catalogue.dataSets.list()
    let runs = queue.store.runs
    let known = try await compute { () -> (problem: String?, classes: String?, names: [String]) in
      do {
        let trained = try TrainedRun.open(RunDirectory(path: run.directory), runs: runs)
        let classes = trained.configuration.data.classes.map { "\($0)" }
        do {
          _ = try CheckpointFile(in: RunDirectory(path: run.directory), snapshot: nil)
          _ = try trained.checkpoint()
          return (nil, classes, trained.classNames)
        } catch let error as WebError {
          return (error.message, classes, trained.classNames)
        } catch {
          return (PageWords.of(error), classes, trained.classNames)
        }
      } catch {
        return (
          run.row == nil ? "The training has not started: there is no checkpoint yet." : PageWords.of(error), nil, []
        )
      }
    }
    return ScoringsDocument(
      id: run.id, name: run.name, problem: known.problem,
      note: run.status == .done ? nil : "The training has not finished: the best checkpoint so far is used.",
      datasets: sets.filter { $0.state == .ready }.map { set in
        DataSetEntry(
          id: set.id, name: set.title, status: set.state.rawValue, reason: nil, reference: set.reference,
          url: "datasets/\(set.id)")
      }, trained_classes: known.classes, class_names: known.names,
      scorings: scorings.list(run: run.name, kind: kind).map { ScoringEntry($0, run) })
  }

  /// All there is to know of a scoring.
  func document(_ scoring: Scoring, _ run: RunSubject) async throws -> ScoringDocument {
    let runs = queue.store.runs
    let known = knownBaselines(of: scoring, run)
    return try await compute { [scorings] in
      let table = scorings.table(scoring)
      var summary: [ScoringDocument.Summary] = []
      for metric in scoring.metrics where table.columns.count > 0 {
        let (values, order) = (table.values(metric) ?? [], table.order(metric))
        let finite = values.lazy.filter(\.isFinite)
        let sum = finite.reduce((0.0, 0)) { ($0.0 + Double($1), $0.1 + 1) }
        summary.append(
          ScoringDocument.Summary(
            metric: metric, title: metric.title, mean: sum.0 / Double(max(1, sum.1)),
            median: Double(values[Int(order[order.count / 2])]), best: Double(values[Int(order[0])]),
            worst: Double(values[Int(order[order.count - 1])])))
      }
      var counts: [Int32: Int] = [:]
      if scoring.has_classes { for label in table.columns.labels where label >= 0 { counts[label, default: 0] += 1 } }
      let classes = counts.sorted { $0.key < $1.key }.prefix(1000).map { label, count in
        ScoringDocument.Class(label: Int(label), name: scoring.className(Int(label)), images: count)
      }
      let position = try? TrainedRun.open(RunDirectory(path: run.directory), runs: runs).position()
      return ScoringDocument(
        id: scoring.id, name: scoring.images.name, type: scoring.kind, status: scoring.status, error: scoring.error,
        run_id: run.id, run: run.name, url: Self.url(of: scoring, run), progress: ScoringEvent(scoring),
        scoring: scoring, summary: summary, baselines: known, classes: classes,
        is_outdated: position.map { $0.step != scoring.step } ?? false)
    }
  }

  /// What the scores are compared with, where it is known; otherwise it is measured, and told to the page.
  private func knownBaselines(of scoring: Scoring, _ run: RunSubject) -> [RunBaselines.Baseline] {
    let images = scoring.images
    guard scoring.kind == .reconstruction, scoring.status == .done, images.path == nil, images.part == .validation,
      images.limit == nil
    else { return [] }
    if let known = baselines.known(run.directory) { return known }
    Task { [baselines, site] in
      guard let found = await baselines.measure(run.directory), !found.isEmpty else { return }
      await site.events.publish(scoring.stateTopic, ScoringEvent(scoring))
    }
    return []
  }
}
