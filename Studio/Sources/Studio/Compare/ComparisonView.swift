import Hourglass
import Jobs
import Web

extension StudioServer {
  /// What the page of a comparison shows.
  static func comparisonView(_ document: ComparisonDocument) -> PageView {
    var fields: [String: Any] = [
      "count": Figures.count(document.runs.count),
      "query": document.runs.map { "run=\(URLPart.escaped($0.id))" }.joined(separator: "&"),
      "runs": document.runs.map(metricsRow), "notes": document.notes,
      "charts": zip(document.charts, document.chart_titles).map { ["id": $0.rawValue, "title": $1] },
    ]
    if !document.differing_settings.isEmpty {
      fields["differing"] = [
        "settings": document.differing_settings.map { setting -> [String: Any] in
          ["name": setting.name, "values": setting.values.map { $0 ?? Figures.nothing }]
        }
      ]
    }
    if !document.common_settings.isEmpty {
      fields["common"] = [
        "count": Figures.count(document.common_settings.count, "setting"),
        "settings": document.common_settings.map { ["name": $0.name, "value": $0.value] },
      ]
    }
    if document.has_film { fields["film"] = true }
    return PageView("Compare runs", section: "", fields)
  }

  private static func metricsRow(_ run: RunEntry) -> [String: Any] {
    func number(_ values: [String: Double], _ name: String) -> String {
      values[name].map(Figures.number) ?? Figures.nothing
    }
    let names = ["training_loss", "loss", "mse01", "psnr"]
    return [
      "name": run.name, "url": run.url, "status": run.status.rawValue, "lossName": run.loss_name ?? Figures.nothing,
      "epochs": Figures.count(run.epochs), "bestEpoch": run.best_epoch.map { Figures.count($0) } ?? Figures.nothing,
      "values": names.flatMap { [number(run.best, $0), number(run.last, $0)] },
      "parameters": run.parameters.map { Figures.count($0) } ?? Figures.nothing,
      "codeSize": run.code_size.map { Figures.count($0) } ?? Figures.nothing,
    ]
  }
}
