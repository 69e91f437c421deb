import Foundation
import Hourglass
import Web

/// Finds the fields of the form that errors of the library are about.
struct RunFieldErrors {
  private let draft: RunDraft

  init(_ draft: RunDraft) { self.draft = draft }

  /// The fields with what is wrong, at least one.
  func fields(of error: any Error) -> [FieldError] {
    found(error).map { FieldError($0.field, PageWords.replacingFlags(in: $0.message)) }
  }

  private func found(_ error: any Error) -> [FieldError] {
    switch error {
    case let error as WebError where !error.fields.isEmpty: error.fields
    case let error as WebError: [FieldError("form", error.message)]
    case let error as NetworkError:
      zip(error.problems, error.lines).map { problem, line in
        guard draft.network != nil else { return FieldError("model.name", problem.sentence) }
        return FieldError("network.text", (line.map { "line \($0): " } ?? "") + problem.withoutFile)
      }
    case let error as AugmentationError:
      [FieldError("data.augmentation.\(error.report.place ?? "")", error.report.sentence)]
    case let error as any ReportedError: [field(of: error)]
    default: [FieldError("form", PageWords.of(error))]
    }
  }

  private func field(of error: any ReportedError) -> FieldError {
    if draft.wholeFile != nil { return FieldError("run_file", PageWords.of(error)) }
    let place = place(in: error.report)
    if let path = place.flatMap(path) {
      var report = error.report
      if report.place != place, let place = report.place, !place.hasPrefix(RunPlan.fileName) {
        report.what = "\(place): \(report.what)"
      }
      return FieldError(path, report.sentence)
    }
    return FieldError(Self.subject(of: error) ?? "form", "\(error)".replacing("\(RunPlan.fileName):", with: "line "))
  }

  /// The name that a report gives as its place, after the file and the line.
  private func place(in report: Report) -> String? {
    guard let place = report.place else { return nil }
    let parts = place.components(separatedBy: ", ").filter { !$0.hasPrefix(RunPlan.fileName) }
    return parts.first.map { String($0.prefix { $0 != " " && $0 != "=" }) }
  }

  /// The path of the setting called `name`.
  private func path(_ name: String) -> String? {
    let ofForm = RunForm.device.fields + RunForm.queue.fields
    if ["name", "corruption", "penalties"].contains(name) || ofForm.contains(where: { $0.path == name }) {
      return name
    }
    for section in draft.sections where section.settings.contains(where: { $0.name == name }) {
      return "\(section.name).\(name)"
    }
    for section in ["training", "data", "start"]
    where RunForm.settings(ofSection: section).contains(where: { $0.name == name }) {
      return "\(section).\(name)"
    }
    for choice in [RunForm.optimizers, RunForm.schedules, RunForm.models] {
      let kind = choice.kind(draft.value(choice.section, "name"))
      if kind?.settings.contains(where: { $0.name == name }) == true { return "\(choice.section).\(name)" }
    }
    return nil
  }

  /// The field that an error of this type is about.
  private static func subject(of error: any Error) -> String? {
    switch error {
    case let error as RunError:
      switch error.code {
      case .labels: "model.name"
      case .missingData, .noImages: "data.dataset"
      case .noRun, .noCheckpoint, .otherSettings, .badCheckpoint: "start.from"
      default: nil
      }
    case is DatasetError, is ImageFileError, is InputFileError: "data.dataset"
    case is ModelError, is ShapeError: "model.name"
    default: nil
    }
  }
}
