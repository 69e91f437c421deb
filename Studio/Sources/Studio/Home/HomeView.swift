import Catalogue
import Hourglass
import Web

extension StudioServer {
  /// What the first page shows.
  func homeView(_ document: HomeDocument, isArchive: Bool) -> PageView {
    let running = document.now
    var fields = runningFields(running)
    fields["runsFolder"] = document.runs_dir
    fields["version"] = document.version
    if document.mpi.isUsable { fields["mpi"] = document.mpi.version }
    fields["heads"] = RunRows.heads
    fields["rows"] = document.runs.map(RunRows.view)
    fields["count"] = Figures.count(document.runs.count, "run")
    if !document.runs.isEmpty { fields["hasRuns"] = true }
    if isArchive { fields["archive"] = true }
    if document.archived > 0 { fields["archived"] = Figures.count(document.archived, "archived run") }
    fields["datasets"] = document.datasets.map { set -> [String: Any] in
      var view: [String: Any] = [
        "name": set.name, "url": set.url, "badge": Self.badge(set.status), "status": set.status,
      ]
      if let reason = set.reason { view["reason"] = reason }
      return view
    }
    if !document.datasets.isEmpty { fields["hasDatasets"] = true }
    if let offer = document.demonstration, !isArchive {
      fields["isNew"] = true
      fields["demonstration"] = Self.demonstrationFields(offer)
    }
    if !document.deleted.isEmpty {
      fields["trash"] =
        [
          "count": Figures.count(document.deleted.count, "deleted run"),
          "runs": document.deleted.reversed().map { ["id": URLPart.escaped($0.id), "name": $0.name] },
        ] as [String: Any]
    }
    if let notice = catalogue.notice { fields["notice"] = notice }
    return PageView("Home", section: "home", topics: ["runs", "datasets", "running"], fields)
  }

  private static func demonstrationFields(_ offer: DemonstrationDocument) -> [String: Any] {
    var fields: [String: Any] = [
      "dataset": offer.dataset, "model": offer.model, "modelUrl": "models/\(offer.model)", "epochs": offer.epochs,
    ]
    if offer.is_here { fields["isHere"] = true }
    if let bytes = offer.download_bytes { fields["download"] = ["bytes": Figures.bytes(bytes)] }
    if let cure = offer.cure { fields["cure"] = cure }
    return fields
  }

  private static func badge(_ status: String) -> String {
    ["making": "running", "ready": "done"][status] ?? "failed"
  }
}
