import Foundation
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// What the page of a run shows.
  func runView(_ document: RunDocument) -> PageView {
    let run = document.run
    var fields: [String: Any] = [
      "id": URLPart.escaped(document.id), "name": document.name, "url": run.url, "status": document.status.rawValue,
      "topic": RunSubject.topic(document.id), "stateTopic": RunSubject.stateTopic(document.id),
      "snapshotTopic": RunSubject.snapshotTopic(document.id),
      "directory": document.directory, "command": document.command, "tags": run.tags, "note": run.note ?? "",
      "from": URLPart.escaped(document.id),
    ]
    for action in document.actions { fields["can\(action.capitalized)"] = true }
    // There is a precision where it was trained on a device.
    if document.actions.contains("resume"), document.precision != nil || document.job?.device != nil {
      fields["canResumeOnProcessor"] = true
    }
    if document.actions.contains("resume") {
      fields["resumeIn"] = resumeChoices(document.processes, url: run.url)
    }
    fields["ranksTopic"] = RunSubject.ranksTopic(document.id)
    fields["ranks"] = document.ranks.view
    if run.archived { fields["archived"] = true }
    if let reason = run.reason {
      fields["reason"] = ["text": reason, "kind": document.status == .failed ? "bad" : "warn"]
    }
    if document.status == .failed || document.status == .interrupted, let lines = document.job?.last_lines,
      !lines.isEmpty
    {
      fields["lastLines"] = lines.joined(separator: "\n")
    }
    let isLive = document.status.isActive || document.status == .queued
    if isLive { fields["isLive"] = true }
    if isLive || !document.film_steps.isEmpty { fields["film"] = true }
    if document.actions.contains("clone") { fields["hasFolder"] = true }
    fields.merge(Self.figures(document)) { $1 }
    fields["charts"] = document.charts.filter { ![.throughput, .memory, .gradientNorm].contains($0) }.map(Self.chart)
    let others = document.charts.filter { [.throughput, .memory, .gradientNorm].contains($0) }.map(Self.chart)
    if !others.isEmpty { fields["resources"] = ["charts": others] }
    if document.is_fitted { fields["isFitted"] = true }
    fields["facts"] = Self.facts(document)
    fields["snapshots"] = document.snapshots.map(Self.snapshotRow)
    if !document.snapshots.isEmpty { fields["hasSnapshots"] = true }
    fields["sections"] = Self.sections(document.settings)
    fields["history"] = Self.historyRows(document.status_history)
    if !document.status_history.isEmpty { fields["hasHistory"] = true }
    if let job = document.job {
      fields["job"] = ["id": job.id, "url": job.url, "logTopic": "log:\(job.id)"]
    }
    fields["warnings"] = document.warnings
    fields["results"] = Self.resultRows(document)
    if Demonstration.isRun(document.name), isLive || document.status == .done {
      fields["demonstration"] = ["isDone": document.status == .done] as [String: Any]
    }
    fields["report"] = document.report.fields.merging(["url": run.url]) { $1 }
    if !document.results.isEmpty || !document.baselines.isEmpty { fields["hasResults"] = true }
    fields["related"] = document.related.map { other in
      [
        "name": other.name, "url": other.url, "status": other.status.rawValue, "shares": other.shares,
        "psnr": other.best["psnr"].map(Figures.number) ?? Figures.nothing,
        "loss": (other.best["loss"] ?? other.best["training_loss"]).map(Figures.number) ?? Figures.nothing,
      ]
    }
    if !document.related.isEmpty {
      let names = ([document.id] + document.related.prefix(5).map(\.id)).map { "run=\(URLPart.escaped($0))" }
      fields["hasRelated"] = ["compare": names.joined(separator: "&")]
    }
    return PageView(document.name, section: "", topics: [RunSubject.topic(document.id)], fields)
  }

  private static func figures(_ document: RunDocument) -> [String: Any] {
    let run = document.run
    var fields: [String: Any] = [
      "stage": document.status == .queued ? "waiting" : document.job?.stage ?? run.stage,
      "epochs": Figures.count(run.epochs), "loss": Figures.nothing, "psnr": Figures.nothing, "speed": Figures.nothing,
    ]
    if let wanted = run.epochs_wanted { fields["epochsWanted"] = Figures.count(wanted) }
    if let progress = document.job?.progress ?? run.progress {
      (fields["progress"], fields["percent"]) = (Figures.raw(progress), Figures.percent(progress))
    }
    if document.is_fitted { fields["stage"] = "computed at once" }
    // A run that was stopped has no time left, though it may be resumed.
    let remaining = document.status.isActive ? document.job?.remaining_seconds ?? run.remaining_seconds : nil
    fields["left"] = remaining.map(Figures.left) ?? Figures.nothing
    if let loss = run.last["loss"] ?? run.last["training_loss"] { fields["loss"] = Figures.number(loss) }
    if let psnr = run.last["psnr"] { fields["psnr"] = Figures.number(psnr) }
    if let speed = run.images_per_second, speed > 0 { fields["speed"] = Figures.speed(speed) }
    return fields
  }

  private static func chart(_ chart: RunChart) -> [String: Any] {
    ["id": chart.rawValue, "title": chart.title]
  }

  private static func facts(_ document: RunDocument) -> [[String: Any]] {
    let run = document.run
    let facts: [(String, String?)] = [
      ("Model", run.model), ("Data set", run.dataset), ("Images read from", document.dataset_path),
      ("Image shape", document.image_dimensions), ("Code size", run.code_size.map { Figures.count($0) }),
      ("Parameters", run.parameters.map { Figures.count($0) }),
      ("Device", document.device), ("Precision", document.precision),
      ("Processes", Self.processWords(document)),
      ("Deterministic", document.deterministic ? "the same bits each time" : nil),
      ("Moved", document.device_changes.isEmpty ? nil : document.device_changes.joined(separator: "; ")),
      ("Processes changed", document.process_changes.isEmpty ? nil : document.process_changes.joined(separator: "; ")),
      ("Optimiser", document.is_fitted ? nil : run.optimizer),
      ("Loss function", run.loss_name), ("Seed", run.seed), ("Group", run.group),
      ("Best epoch", document.is_fitted ? nil : run.best_epoch.map { Figures.count($0) }),
      ("Time", run.seconds > 0 ? Figures.duration(run.seconds) : nil),
      ("Size", run.bytes > 0 && !document.status.isActive ? Figures.bytes(run.bytes) : nil),
      ("Folder", document.directory),
      ("Hourglass", document.version),
    ]
    var addresses: [String: String] = [:]
    addresses["Data set"] = document.dataset_url
    // A network of one's own has no page in the catalogue.
    let model = run.model.flatMap { try? ModelCatalogue.kind(named: $0).name }
    addresses["Model"] = model.map { "models/\(URLPart.escaped($0))" }
    return facts.compactMap { name, value in
      guard let value else { return nil }
      var fact = ["name": name, "value": value]
      fact["address"] = addresses[name]
      return fact
    }
  }

  /// The processes of a run that has several.
  private static func processWords(_ document: RunDocument) -> String? {
    document.processes > 1 ? RunProcesses.words(document.processes, threads: document.threads) : nil
  }

  private static func snapshotRow(_ snapshot: RunSnapshot) -> [String: Any] {
    var row: [String: Any] = [
      "name": snapshot.name, "url": snapshot.url, "archiveUrl": snapshot.archive_url,
      "bytes": Figures.bytes(snapshot.bytes), "epoch": snapshot.epoch.map { Figures.count($0) } ?? Figures.nothing,
      "loss": (snapshot.metrics["loss"] ?? snapshot.metrics["training_loss"]).map(Figures.number) ?? Figures.nothing,
      "psnr": snapshot.metrics["psnr"].map(Figures.number) ?? Figures.nothing,
    ]
    if snapshot.is_best { row["isBest"] = true }
    return row
  }

  /// The settings by the section of the run file.
  private static func sections(_ settings: [SettingEntry]) -> [[String: Any]] {
    let groups = Dictionary(grouping: settings) { String($0.name.prefix { $0 != "." }) }
    let order = ["model", "data", "loss", "optimizer", "schedule", "training"]
    let names = groups.keys.sorted { (order.firstIndex(of: $0) ?? 99, $0) < (order.firstIndex(of: $1) ?? 99, $1) }
    return names.map { name in
      [
        "name": name,
        "settings": (groups[name] ?? []).map { setting -> [String: Any] in
          let path = setting.name.hasPrefix("\(name).") ? String(setting.name.dropFirst(name.count + 1)) : setting.name
          let isLong = setting.value.count > 120 || setting.value.contains("\n")
          return ["name": path, "value": setting.value, "long": isLong]
        },
      ]
    }
  }

  private static func resultRows(_ document: RunDocument) -> [[String: Any]] {
    let parts = [
      ("train", "best checkpoint, training images"), ("validation", "best checkpoint, validation images"),
      ("test", "best checkpoint, test images"),
    ]
    let own = parts.compactMap { part, name in
      document.results[part].map { values in
        [
          "name": name, "mse01": values["mse01"].map(Figures.number) ?? Figures.nothing,
          "psnr": values["psnr"].map(Figures.number) ?? Figures.nothing,
          "loss": values["loss"].map(Figures.number) ?? Figures.nothing,
        ]
      }
    }
    let others = document.baselines.map { baseline in
      [
        "name": "\(baseline.name), validation images", "mse01": Figures.number(baseline.mse01),
        "psnr": Figures.number(baseline.psnr), "loss": Figures.nothing,
      ]
    }
    return own + others
  }
}
