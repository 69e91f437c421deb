import Foundation
import Hourglass
import Jobs
import Web

/// The page on which images to score are chosen.
struct ScoringsView {
  private let document: ScoringsDocument
  private let kind: Scoring.Kind

  init(_ document: ScoringsDocument, _ kind: Scoring.Kind) { (self.document, self.kind) = (document, kind) }

  var page: PageView {
    let run = RunSubject.url(document.id)
    let title = kind == .anomaly ? "Anomalies" : "Test many"
    var fields: [String: Any] = [
      "name": document.name, "runUrl": run, "url": "\(run)/\(kind == .anomaly ? "anomaly" : "test-many")",
      "datasets": document.datasets.map { ["id": $0.id, "name": $0.name] },
      "parts": parts, "uploadLimit": UploadStore.maxBytes, "uploadLimitText": Figures.bytes(UploadStore.maxBytes),
      "classes": document.class_names.prefix(200).enumerated().map { ["number": $0, "name": $1] as [String: Any] },
      "scorings": document.scorings.map { entry in
        [
          "name": entry.name, "url": entry.url, "status": entry.status.rawValue,
          "images": Figures.count(entry.images), "epoch": Figures.count(entry.epoch),
          "normal": entry.normal.joined(separator: ", "), "created": entry.created.formatted(.iso8601),
        ]
      },
    ]
    if let problem = document.problem { fields["problem"] = problem }
    if let note = document.note { fields["note"] = note }
    if kind == .anomaly { fields["isAnomaly"] = true }
    if !document.datasets.isEmpty { fields["hasDatasets"] = true }
    if !document.scorings.isEmpty { fields["hasScorings"] = true }
    if !document.class_names.isEmpty { fields["hasClasses"] = true }
    if let trained = document.trained_classes { fields["trainedClasses"] = trained }
    return PageView("\(title): \(document.name)", section: "", fields)
  }

  private var parts: [[String: Any]] {
    DatasetPart.allCases.map { part in
      let chosen: DatasetPart = kind == .anomaly ? .test : .validation
      return [
        "value": part.rawValue, "title": part == .train ? "training" : part.rawValue, "selected": part == chosen,
      ]
    }
  }
}
