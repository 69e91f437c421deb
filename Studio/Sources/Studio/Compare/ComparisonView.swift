import Foundation
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// What the page of a comparison shows.
  static func comparisonView(_ document: ComparisonDocument, areApart: Bool) -> PageView {
    let query = document.runs.map { "run=\(URLPart.escaped($0.id))" }.joined(separator: "&")
    let ids = (try? JSONEncoder().encode(document.runs.map(\.id))).map { String(decoding: $0, as: UTF8.self) }
    var fields: [String: Any] = [
      "count": Figures.count(document.runs.count), "ids": ids ?? "[]", "runsQuery": query,
      "query": query + (areApart ? "&apart=true" : ""), "means": document.seeds.map(meansRow),
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
    fields["report"] = document.report.fields
    if document.has_film { fields["film"] = true }
    if document.has_seeds {
      fields["seeds"] = ["query": areApart ? query : query + "&apart=true", "areApart": areApart] as [String: Any]
    }
    return PageView("Compare runs", section: "", topics: ["runs", "jobs"], fields)
  }

  private static let metricNames = ["training_loss", "loss", "mse01", "psnr"]

  private static func meansRow(_ seeds: ComparisonDocument.Seeds) -> [String: Any] {
    func text(_ values: [String: SeedMean], _ name: String) -> String { values[name]?.text ?? Figures.nothing }
    return ["name": seeds.name, "values": metricNames.flatMap { [text(seeds.best, $0), text(seeds.last, $0)] }]
  }

  private static func metricsRow(_ run: RunEntry) -> [String: Any] {
    func number(_ values: [String: Double], _ name: String) -> String {
      values[name].map(Figures.number) ?? Figures.nothing
    }
    return [
      "name": run.name, "url": run.url, "status": run.status.rawValue, "lossName": run.loss_name ?? Figures.nothing,
      "epochs": Figures.count(run.epochs), "bestEpoch": run.best_epoch.map { Figures.count($0) } ?? Figures.nothing,
      "values": metricNames.flatMap { [number(run.best, $0), number(run.last, $0)] },
      "parameters": run.parameters.map { Figures.count($0) } ?? Figures.nothing,
      "codeSize": run.code_size.map { Figures.count($0) } ?? Figures.nothing,
    ]
  }
}
