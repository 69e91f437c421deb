import Foundation
import Hourglass
import Jobs
import Web

/// The page of a scoring.
struct ScoringView {
  private let document: ScoringDocument

  init(_ document: ScoringDocument) { self.document = document }

  var page: PageView {
    let (scoring, isAnomaly) = (document.scoring, document.type == .anomaly)
    let run = RunSubject.url(document.run_id)
    let isActive = document.status == .running || document.status == .queued
    var fields: [String: Any] = [
      "name": document.name, "run": document.run, "runUrl": run, "url": document.url,
      "listUrl": "\(run)/\(isAnomaly ? "anomaly" : "test-many")",
      "listTitle": isAnomaly ? "Anomalies" : "Test many", "kind": document.type.rawValue,
      "status": document.status.rawValue, "topic": scoring.topic, "stateTopic": scoring.stateTopic,
      "epoch": Figures.count(scoring.epoch), "notes": scoring.notes, "metrics": metrics,
      "done": Figures.count(scoring.done, "image"), "total": scoring.total,
      "map": isAnomaly ? ScoredRow.Map.error.rawValue : ScoredRow.Map.difference.rawValue,
      "summary": document.summary.map { entry in
        [
          "title": entry.title, "mean": Figures.number(entry.mean), "median": Figures.number(entry.median),
          "best": Figures.number(entry.best), "worst": Figures.number(entry.worst),
        ]
      },
      "classes": document.classes.map { entry in
        [
          "label": entry.label, "name": entry.name, "images": Figures.count(entry.images),
          "isNormal": scoring.normal_classes.contains(entry.label),
        ] as [String: Any]
      },
    ]
    if let set = scoring.images.data_set, let part = scoring.images.data_set_part {
      fields["testUrl"] = "\(run)/test?dataset=\(URLPart.escaped(set))&part=\(part.rawValue)&index="
    }
    if isActive {
      fields["isActive"] = [
        "progress": document.progress.progress.map(Figures.raw) ?? "", "detail": document.progress.detail,
        "speed": document.progress.speed, "left": document.progress.left,
      ]
    } else {
      fields["hasEnded"] = true
      fields["seconds"] = Figures.duration(scoring.seconds)
    }
    if let error = document.error { fields["error"] = error }
    if document.status == .aborted || document.status == .interrupted { fields["isPart"] = true }
    if scoring.done > 0 { fields["hasScores"] = true }
    if scoring.has_classes { fields["hasClasses"] = true }
    if isAnomaly { fields["isAnomaly"] = true }
    if isAnomaly, !scoring.normal_classes.isEmpty, scoring.has_classes {
      fields["hasCurve"] = ["normal": scoring.normal_classes.map { scoring.className($0) }.joined(separator: ", ")]
    }
    fields["baselines"] = document.baselines.flatMap { baseline in
      [
        ["title": "\(ScoreMetric.mse01.title), \(baseline.name)", "mean": Figures.number(baseline.mse01)],
        ["title": "\(ScoreMetric.psnr.title), \(baseline.name)", "mean": Figures.number(baseline.psnr)],
      ]
    }
    if scoring.reference_images > 0 {
      fields["references"] =
        [
          "images": Figures.count(scoring.reference_images, "normal validation image"),
          "scores": zip(scoring.metrics, scoring.references).map { "\(Figures.number($1)) (\($0.title))" }
            .joined(separator: ", "),
        ]
    }
    if document.is_outdated { fields["isOutdated"] = true }
    if scoring.unreadable > 0 {
      fields["unreadable"] =
        [
          "count": Figures.count(scoring.unreadable, "image"),
          "images": scoring.unreadable_images.map { ["title": $0.title, "reason": $0.reason] },
          "more": scoring.unreadable > scoring.unreadable_images.count
            ? [Figures.count(scoring.unreadable - scoring.unreadable_images.count)] : [],
        ] as [String: Any]
    }
    return PageView("\(document.name), \(document.run)", section: "", topics: [scoring.topic], fields)
  }

  private var metrics: [[String: Any]] {
    document.scoring.metrics.enumerated().map { place, metric in
      let references = document.scoring.references
      return [
        "value": metric.rawValue, "title": metric.title, "help": metric.sentence,
        "reference": references.indices.contains(place) ? Figures.raw(references[place]) : "",
      ]
    }
  }
}
