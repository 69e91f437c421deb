import Catalogue
import Foundation
import Hourglass
import Jobs
import Web

/// The page of a data set.
struct DataSetView {
  private let document: DataSetDocument

  init(_ document: DataSetDocument) { self.document = document }

  var page: PageView {
    let id = document.id
    var fields: [String: Any] = [
      "id": id, "name": document.name, "status": document.status.rawValue,
      "source": document.source, "reference": document.reference, "directory": document.directory,
      "notes": document.notes ?? "", "created": document.creation_time.formatted(.iso8601),
      "is_ready": document.kind != nil, "can_clone": !document.form.isEmpty, "runs": runs,
      "has_runs": !document.runs.isEmpty,
      "run_count": Figures.count(document.runs.count, "run"),
    ]
    // Templates show nothing for what is missing.
    fields["problem"] = document.problem
    fields["kind"] = document.kind
    // A run waits for a data set that is being made.
    fields["is_usable"] = document.kind != nil || document.status.isActive || document.status == .queued
    fields["job"] = document.job.map(job)
    guard document.kind != nil else { return view(fields) }
    let size = document.image_dimensions
    if size.count == 3 {
      fields["dimensions"] = "\(size[1])×\(size[0])"
      fields["channels"] = size[2] == 1 ? "grey" : size[2] == 3 ? "colour" : "\(size[2]) channels"
      fields["is_small"] = max(size[0], size[1]) <= 64
      fields["is_picture"] = size[2] == 1 || size[2] == 3
      fields["is_coloured"] = size[2] == 3
    }
    fields["count"] = Figures.count(document.image_count)
    fields["class_count"] = document.classes.isEmpty ? "none" : Figures.count(document.classes.count)
    fields["bytes"] = Figures.bytes(document.bytes)
    fields["parts"] = parts
    fields["validation"] = Self.words(document.validation)
    fields["needs_size"] = document.needs_size
    fields["classes"] = classes
    fields["has_classes"] = !document.classes.isEmpty
    fields["columns"] = document.parts.map { ["name": Self.title($0.part)] }
    fields["mean"] = document.mean_image
    fields["is_surveyed"] = document.is_surveyed
    fields["samples"] = samples
    fields["bad"] = document.bad_images.map {
      ["part": Self.title($0.part), "title": $0.title, "reason": $0.plainReason]
    }
    let bad = document.parts.reduce(0) { $0 + $1.bad }
    fields["bad_count"] = Figures.count(bad)
    if bad > document.bad_images.count { fields["bad_more"] = Figures.count(bad - document.bad_images.count) }
    fields["has_bad"] = bad > 0
    fields["left_out"] = document.left_out_images.map {
      ["part": Self.title($0.part), "title": $0.title, "reason": $0.reason]
    }
    fields["has_left_out"] = document.left_out_count > 0
    fields["left_out_count"] = Figures.count(document.left_out_count)
    let unlisted = document.left_out_count - document.left_out_images.count
    if unlisted > 0 { fields["left_out_more"] = Figures.count(unlisted) }
    fields["surveyed"] = surveyed
    fields["ignored"] = document.ignored.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { ["kind": $0.key, "count": Figures.count($0.value, "file")] }
    fields["has_ignored"] = !document.ignored.isEmpty
    let settings = document.settings.filter { Self.shownSettings.contains($0.name) }
    fields["settings"] = settings.map { ["name": Self.label($0.name), "value": $0.value] }
    fields["sizes"] = document.sizes.map {
      ["size": $0.size.replacing("x", with: "×"), "count": Figures.count($0.images)]
    }
    fields["has_sizes"] = document.sizes.count > 1
    return view(fields)
  }

  /// `resize_mode` as the label of a fact.
  private static func label(_ name: String) -> String {
    let words = name.replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private func view(_ fields: [String: Any]) -> PageView {
    PageView(
      document.name, section: "",
      topics: ["dataset:\(document.id)", "dataset-state:\(document.id)", "runs"], fields)
  }

  /// `train` as people read it.
  static func title(_ part: DatasetPart) -> String {
    switch part {
    case .train: "training"
    case .validation: "validation"
    case .test: "test"
    }
  }

  /// A split as people read it.
  static func words(_ split: String?) -> String {
    switch split {
    case nil: "–"
    case "given": "the validation images"
    case "test": "the test images"
    case "none": "none"
    case .some(let text) where text.hasPrefix("first "):
      "the \(text.split(separator: " ").enumerated().map { $0 == 1 ? Int($1).map(Figures.count) ?? String($1) : String($1) }.joined(separator: " ")) training images"
    case .some(let text): "\(text) of the training images"
    }
  }

  private var parts: [[String: Any]] {
    document.parts.map { part in
      func list(_ values: [Double]) -> String {
        values.isEmpty ? "–" : values.map { Figures.decimals($0, 3) }.joined(separator: ", ")
      }
      return [
        "name": Self.title(part.part), "part": part.part.rawValue, "images": Figures.count(part.images),
        "bad": part.surveyed == 0 ? "–" : Figures.count(part.bad), "mean": list(part.means),
        "deviation": list(part.deviations),
      ]
    }
  }

  /// What the statistics are of, where not all images were looked at.
  private var surveyed: String {
    guard document.is_surveyed else { return "The images are being looked at: means and unreadable images follow." }
    let some = document.parts.filter { $0.surveyed < $0.images }
    guard !some.isEmpty else { return "Of all images." }
    return some.map { "Of \(Figures.count($0.surveyed)) \(Self.title($0.part)) images, spread over all." }.joined(
      separator: " ")
  }

  private var classes: [[String: Any]] {
    document.classes.prefix(1000).map { entry in
      [
        "name": entry.name, "label": entry.label,
        "counts": document.parts.map { part in
          let count = entry.images[part.part.rawValue] ?? 0
          return ["value": count, "text": Figures.count(count)] as [String: Any]
        },
      ]
    }
  }

  /// Training images, evenly spread.
  private var samples: [[String: Any]] {
    guard let count = document.parts.first?.images, count > 0 else { return [] }
    let shown = min(count, 24)
    return (0..<shown).map { ["index": shown == 1 ? 0 : $0 * (count - 1) / (shown - 1)] }
  }

  private var runs: [[String: Any]] {
    document.runs.map { run in
      let badge: JobState =
        switch RunState(rawValue: run.status) {
        case .finished: .done
        case .training: .running
        case .unfinished: .interrupted
        case .failed, .unreadable, nil: .failed
        }
      return ["id": run.id, "name": run.name, "badge": badge.rawValue, "model": run.model ?? ""]
    }
  }

  private func job(_ job: DataSetDocument.MakingJob) -> [String: Any] {
    let state = job.status
    var fields: [String: Any] = [
      "job_id": job.id, "title": job.title, "status": state.rawValue,
      "is_working": state.isActive || state == .queued, "is_resumable": state.isResumable,
      "is_making": document.kind == nil, "has_progress": job.progress != nil, "progress": job.progress ?? 0,
      "detail": job.detail ?? (state == .queued ? "waits for other imports" : ""),
      "seconds": job.seconds.map(Figures.duration) ?? "–", "command": job.command, "log": job.log,
    ]
    fields["reason"] = job.reason
    fields["remaining"] = job.remaining_seconds.map(Figures.left)
    return fields
  }

  /// The settings of a description that people are shown.
  private static let shownSettings: Set<String> = [
    "resize", "resize_mode", "resize_filter", "colour", "value_range", "channel_order", "root",
  ]
}
