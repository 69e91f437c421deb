import Foundation
import Hourglass
import Jobs

extension StudioServer {
  /// What tables and the page of a preset show of it.
  static func presetRow(_ preset: PresetDocument) -> [String: Any] {
    let isBusy =
      preset.runs.contains { $0.status.isActive || $0.status == .queued }
      || preset.measurement.map { $0.status.isActive || $0.status == .queued } ?? false
    var row: [String: Any] = [
      "name": preset.name, "summary": preset.summary, "url": preset.url, "model": preset.model,
      "modelUrl": "models/\(URLPart.escaped(preset.model))", "dataset": preset.dataset ?? "yours",
      "runFile": preset.run_file, "newRun": URLPart.escaped(preset.name), "seeds": Figures.count(preset.seeds, "seed"),
      "published": preset.figures.map { published($0.published) }.joined(separator: ", "),
      "project": projectWords(preset), "here": hereWords(preset), "figures": preset.figures.map(figureRow),
      "runs": preset.runs.map { run in
        [
          "name": run.name, "seed": "\(run.seed)", "status": run.status.rawValue, "stage": run.stage, "url": run.url,
        ]
      },
    ]
    if let verdict = verdict(preset) { row["verdict"] = ["word": verdict.word, "badge": verdict.badge] }
    if !preset.figures.isEmpty, preset.dataset != nil, !isBusy {
      row["canReproduce"] = ["again": !preset.runs.isEmpty] as [String: Any]
    }
    if !preset.figures.isEmpty { row["hasFigures"] = true }
    if isBusy { row["isBusy"] = true }
    if !preset.runs.isEmpty { row["hasRuns"] = true }
    if preset.runs.count > 1 {
      row["compare"] = preset.runs.prefix(20).map { "run=\(URLPart.escaped($0.id))" }.joined(separator: "&")
    }
    if let job = preset.measurement, job.status != .done {
      row["measurement"] = ["status": job.status.rawValue, "url": job.url, "reason": job.reason ?? ""]
    }
    if let beside = preset.beside, let value = preset.beside_value {
      row["beside"] = ["name": beside, "value": Figures.number(value)]
    }
    return row
  }

  private static func figureRow(_ figure: PresetDocument.Figure) -> [String: Any] {
    var row: [String: Any] = [
      "quantity": figure.quantity, "published": published(figure.published), "source": figure.source,
      "allowed": figure.allowed, "project": figure.project ?? Figures.nothing,
      "measured": figure.measured.isEmpty
        ? Figures.nothing : figure.measured.map { $0.map(Figures.number) ?? Figures.nothing }.joined(separator: "  "),
    ]
    if let isMet = figure.is_met {
      row["verdict"] = ["word": isMet ? "reproduced" : "missed", "badge": isMet ? "done" : "failed"]
    }
    return row
  }

  /// A figure with the digits that it was published with.
  private static func published(_ value: Double) -> String { String(format: "%g", value) }

  /// What the project measured of the figures; figures with one value have it once.
  private static func projectWords(_ preset: PresetDocument) -> String {
    let values = preset.figures.compactMap(\.project)
    guard let first = values.first else { return Figures.nothing }
    return Set(values).count == 1 ? first : values.joined(separator: ", ")
  }

  /// What is measured here of the figures of a preset: of several seeds their range.
  private static func hereWords(_ preset: PresetDocument) -> String {
    guard !preset.runs.isEmpty else { return Figures.nothing }
    return preset.figures.map { figure in
      let values = figure.measured.compactMap(\.self)
      guard let least = values.min(), let greatest = values.max() else { return Figures.nothing }
      return values.count == 1 ? Figures.number(least) : "\(Figures.number(least)) to \(Figures.number(greatest))"
    }.joined(separator: ", ")
  }

  /// How a preset's figures came out; nil before all are measured.
  private static func verdict(_ preset: PresetDocument) -> (word: String, badge: String)? {
    let verdicts = preset.figures.compactMap(\.is_met)
    guard !verdicts.isEmpty, verdicts.count == preset.figures.count else { return nil }
    let met = verdicts.count(where: \.self)
    if met == verdicts.count { return ("reproduced", "done") }
    return met == 0 ? ("missed", "failed") : ("\(met) of \(verdicts.count) reproduced", "interrupted")
  }
}
