import Foundation
import Hourglass
import Jobs
import Web

extension StudioServer {
  /// What the page of the catalogue shows.
  static func modelsView(_ document: ModelList) -> PageView {
    var order: [String] = []
    for model in document.models where !order.contains(model.family) { order.append(model.family) }
    let families = order.map { family in
      [
        "title": family, "id": URLPart.escaped(family.lowercased().replacing(" ", with: "-")),
        "models": document.models.filter { $0.family == family }.map { model -> [String: Any] in
          [
            "name": model.name, "summary": model.summary, "source": model.source, "url": model.url,
            "image": shape(model.image), "code": Figures.count(model.code),
            "parameters": Figures.count(model.parameters), "runs": model.runs == 0 ? "" : Figures.count(model.runs),
            "newRun": URLPart.escaped(model.name),
          ]
        },
      ] as [String: Any]
    }
    return PageView(
      "Models", section: "models",
      [
        "families": families, "count": Figures.count(document.models.count),
        "published": document.presets.filter { !$0.figures.isEmpty }.map(presetRow),
        "others": document.presets.filter { $0.figures.isEmpty }.map(presetRow),
      ])
  }

  /// What the page of a model shows.
  static func modelView(_ document: ModelDocument) -> PageView {
    let (model, network) = (document.model, document.network)
    let facts = [
      ("Source", model.source), ("Image shape", shape(network.image)), ("Code", network.code_words),
      ("Parameters", Figures.count(network.parameters)), ("Loss", network.loss), ("Pixels", network.pixels),
      ("Stages of training", network.stages > 1 ? Figures.count(network.stages) : ""),
      ("Needs", network.needs_labels ? "the class of each image" : ""),
    ]
    var fields: [String: Any] = [
      "name": model.name, "family": model.family, "summary": model.summary, "newRun": URLPart.escaped(model.name),
      "image": shape(network.image), "dimensions": dimensions(network.image),
      "facts": facts.filter { !$0.1.isEmpty }.map { ["name": $0, "value": $1] },
      "shape": shapeJSON(network),
      "layers": network.layers.enumerated().map { layerRow($1, isCode: $0 + 1 == network.encoder_layers) },
      "settings": model.settings.map { field in
        [
          "name": String(field.path.dropFirst("model.".count)), "value": field.default ?? Figures.nothing,
          "help": field.help,
        ]
      },
      "presets": document.presets.map(presetRow),
      "trained": document.trained.map { run in
        [
          "name": run.name, "url": run.url, "status": run.status, "dataset": run.dataset ?? Figures.nothing,
          "code": run.code_size.map { Figures.count($0) } ?? Figures.nothing,
          "mse01": run.best["mse01"].map(Figures.number) ?? Figures.nothing,
          "psnr": run.best["psnr"].map(Figures.number) ?? Figures.nothing,
        ]
      },
    ]
    fields["objective"] =
      [
        "formulas": document.objective.formulas, "words": document.objective.words,
        "notation": ModelObjective.notation,
      ] as [String: Any]
    if network.layers.contains(where: { $0.operations != nil }) { fields["hasOperations"] = true }
    if !model.settings.isEmpty { fields["hasSettings"] = true }
    if !document.presets.isEmpty { fields["hasPresets"] = true }
    if !document.trained.isEmpty { fields["hasTrained"] = true }
    return PageView(model.name, section: "models", fields)
  }

  /// What the page of a preset shows.
  static func presetView(_ document: PresetDocument) -> PageView {
    PageView(document.name, section: "models", topics: ["runs", "jobs"], presetRow(document))
  }

  private static func layerRow(_ layer: ModelSummary.Layer, isCode: Bool) -> [String: Any] {
    var row: [String: Any] = [
      "name": layer.name, "type": layer.type, "output": dimensions(layer.output),
      "parameters": layer.parameters == 0 ? "" : Figures.count(layer.parameters),
      "operations": layer.operations.map { Figures.count($0) } ?? "",
    ]
    if isCode { row["isCode"] = true }
    if !layer.is_in_reconstruction { row["isTrainingOnly"] = true }
    return row
  }

  private static func dimensions(_ shape: [Int]) -> String { shape.map { "\($0)" }.joined(separator: " × ") }

  private static func shape(_ image: [Int]) -> String { image.map { "\($0)" }.joined(separator: "x") }

  /// The network as `scripts/network-shape.js` reads it.
  private static func shapeJSON(_ network: ModelSummary) -> String {
    struct Shape: Encodable {
      struct Layer: Encodable {
        var name, type: String
        var output: [Int]
      }
      var image: [Int]
      var layers: [Layer]
      var encoder_layers: Int?
      var code: Int
    }
    let shape = Shape(
      image: network.image,
      layers: network.layers.filter(\.is_in_reconstruction).map {
        Shape.Layer(name: $0.name, type: $0.type, output: $0.output)
      },
      encoder_layers: network.encoder_layers, code: network.code)
    return (try? JSONEncoder().encode(shape)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
