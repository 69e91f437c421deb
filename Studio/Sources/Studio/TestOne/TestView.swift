import Catalogue
import Foundation
import Hourglass
import Web

extension StudioServer {
  /// What the page of a test shows.
  func testView(_ document: TestDocument, _ subject: TestSubject) -> PageView {
    var fields: [String: Any] = [
      "name": document.name, "url": document.url, "limit": PictureShelf.maxBytes,
      "image": subject.image, "file": subject.file, "part": subject.part.rawValue, "dataset": subject.dataset,
      "index": subject.index, "seed": subject.seed,
      "datasets": document.datasets.map { set -> [String: Any] in
        [
          "id": set.id, "name": set.is_own ? "\(set.name) (trained on)" : set.name,
          "selected": set.id == subject.dataset,
        ]
      },
      "parts": DatasetPart.allCases.map { part -> [String: Any] in
        [
          "value": part.rawValue, "name": DataSetView.title(part),
          "selected": subject.dataset.isEmpty ? part == .validation : part == subject.part,
        ]
      },
      "snapshots": document.snapshots.map { name -> [String: Any] in
        ["name": name, "selected": name == subject.snapshot]
      },
    ]
    if !subject.dataset.isEmpty { fields["ofDataSet"] = true }
    if !subject.image.isEmpty || !subject.file.isEmpty { fields["ofFile"] = true }
    if document.fetches_addresses { fields["fetches"] = true }
    if let problem = document.problem { fields["problem"] = problem }
    fields["own"] = TestSubject.own
    if let count = document.count { fields["count"] = count }
    guard let checkpoint = document.checkpoint else { return PageView("Test \(document.name)", section: "", fields) }
    fields["model"] = [
      "shape": document.image_dimensions.map(String.init).joined(separator: " × "),
      "checkpoint":
        "\(checkpoint.name), epoch \(Figures.count(checkpoint.epoch)), step \(Figures.count(checkpoint.step))",
    ]
    let (channels, side) = (document.image_dimensions.first, document.image_dimensions.dropFirst().max() ?? 0)
    if channels == 1, side <= 64 {
      fields["drawing"] = ["width": document.image_dimensions[2], "height": document.image_dimensions[1]]
    }
    if document.needs_label {
      fields["labels"] = [
        "classes": document.classes.prefix(1000).enumerated().map { number, name -> [String: Any] in
          ["value": number, "name": name, "selected": subject.label == name || subject.label == "\(number)"]
        },
        "none": subject.label.isEmpty,
      ]
    }
    if let corruption = document.corruption {
      fields["corruptions"] = ["own": corruption, "none": subject.corruption == "none", "seed": subject.seed]
    }
    fields["normalizes"] = subject.pixels == .normalize
    if let result = document.result { fields["result"] = Self.fields(result, document, subject) }
    return PageView("Test \(document.name)", section: "", fields)
  }

  private static func fields(
    _ result: TestResult, _ document: TestDocument, _ subject: TestSubject
  ) -> [String: Any] {
    let code = result.code
    let shown = 256
    var fields: [String: Any] = [
      "title": result.title, "notes": result.notes, "milliseconds": Figures.duration(result.milliseconds / 1000),
      "pictures": result.pictures.map(fields), "query": subject.query,
      "layersURL": "\(document.url)/test/layers?\(subject.query)",
      "metrics": result.metrics.map { ["title": $0.title, "value": Figures.number($0.value)] },
      "input": "\(Figures.number(Double(result.input_minimum))) to \(Figures.number(Double(result.input_maximum)))",
      "scaling": result.scaling,
    ]
    var codeFields: [String: Any] = [
      "dimensions": code.dimensions.map(String.init).joined(separator: " × "),
      "count": Figures.count(code.values.count, "number"), "picture": Self.fields(code.picture),
      "low": Figures.number(Double(code.low)), "high": Figures.number(Double(code.high)),
      "statistics": line(code.statistics),
      "values": code.values.prefix(shown).enumerated().map { index, value in
        ["index": Figures.count(index), "value": Figures.number(Double(value))]
      },
    ]
    if code.left_out > 0 { codeFields["leftOut"] = "\(Figures.count(code.left_out)) more left out" }
    if code.values.count > shown {
      codeFields["more"] = "\(Figures.count(code.values.count - shown)) more in the JSON"
    }
    fields["code"] = codeFields
    if result.normalization != "none" { fields["normalization"] = result.normalization }
    if let label = result.label { fields["label"] = label }
    if let corruption = result.corruption { fields["corruption"] = corruption }
    if !document.baselines.isEmpty {
      fields["baselines"] = [
        "rows": document.baselines.map {
          ["name": $0.name, "mse01": Figures.number($0.mse01), "psnr": Figures.number($0.psnr)]
        }
      ]
    }
    return fields
  }

  private static func fields(_ shown: TestResult.Shown) -> [String: Any] {
    var fields: [String: Any] = [
      "name": shown.name, "title": shown.title, "src": shown.url, "width": shown.width, "height": shown.height,
      "large": max(shown.width, shown.height) > 160,
    ]
    if !shown.caption.isEmpty { fields["caption"] = shown.caption }
    return fields
  }

  /// A distribution on one line.
  static func line(_ values: ValueStatistics) -> String {
    "mean \(Figures.number(values.mean)), deviation \(Figures.number(values.deviation)), "
      + "\(Figures.number(Double(values.minimum))) to \(Figures.number(Double(values.maximum))), "
      + "\(Figures.percent(values.zeros)) zeros"
  }
}
