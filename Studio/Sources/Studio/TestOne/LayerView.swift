import Foundation
import Hourglass
import Web

extension StudioServer {
  /// What the list of layers shows.
  func layerListView(_ document: LayerListDocument, _ subject: TestSubject) -> PageView {
    PageView(
      "Layers of \(document.name)", section: "",
      [
        "name": document.name, "runURL": RunSubject.url(document.id), "testURL": document.test_url,
        "picture": document.title, "checkpoint": document.checkpoint.note ?? document.checkpoint.name,
        "learned": Figures.count(document.learned_parameters, "learned parameter"),
        "count": Figures.count(document.layers.count, "layer"), "layers": document.layers.map(Self.row),
      ])
  }

  /// What an opened layer shows.
  func layerView(_ document: LayerDocument) -> PageView {
    PageView(
      "\(document.layer.name) of \(document.name)", section: "",
      [
        "name": document.name, "runURL": RunSubject.url(document.id), "testURL": document.test_url,
        "layersURL": document.layers_url, "picture": document.title, "layer": document.layer.name,
        "index": document.layer.index,
        "operations": document.layer.operations.joined(separator: " → ")
          + (document.layer.is_in_reconstruction ? "" : ", in training alone"),
        "parameters": Figures.count(document.layer.parameters, "learned parameter"),
        "tensors": (document.outputs + document.weights).map(Self.tensor),
      ])
  }

  private static func row(_ layer: LayerEntry) -> [String: Any] {
    let values = layer.statistics
    var row: [String: Any] = [
      "name": layer.name, "url": layer.url, "index": layer.index,
      "operations": layer.operations.joined(separator: " → "),
      "dimensions": layer.dimensions.map(String.init).joined(separator: " × "),
      "parameters": layer.parameters > 0 ? Figures.count(layer.parameters) : Figures.nothing,
      "mean": Figures.number(values.mean), "deviation": Figures.number(values.deviation),
      "minimum": Figures.number(Double(values.minimum)), "maximum": Figures.number(Double(values.maximum)),
    ]
    if !layer.is_in_reconstruction { row["isTrainingOnly"] = true }
    return row
  }

  private static func tensor(_ tensor: LayerTensor) -> [String: Any] {
    let values = tensor.statistics
    let (low, high) = (Figures.number(Double(values.minimum)), Figures.number(Double(values.maximum)))
    let isOutput = !tensor.operation.isEmpty
    var fields: [String: Any] = [
      "name": tensor.name, "picture": tensor.picture_url, "values": tensor.values_url,
      "kind": isOutput ? "Output" : tensor.is_learned ? "Learned" : "Statistic",
      "dimensions": tensor.dimensions.map(String.init).joined(separator: " × "),
      "count": Figures.count(values.count, "number"), "mean": Figures.number(values.mean),
      "deviation": Figures.number(values.deviation), "minimum": low, "maximum": high,
      "zeros": Figures.percent(values.zeros), "width": tensor.width, "height": tensor.height,
      "scale": tensor.is_colour
        ? "red, green and blue"
        : isOutput ? "dark blue \(low) to yellow \(high)" : "the middle of the scale is 0",
      "histogram": histogram(values),
    ]
    if isOutput { fields["operation"] = tensor.operation }
    fields["leftOut"] = tensor.left_out_note
    return fields
  }

  /// The bars of a histogram of 240 x 60 units, and the rows of its table.
  private static func histogram(_ values: ValueStatistics) -> [String: Any] {
    let counts = values.histogram
    let most = Double(max(counts.max() ?? 1, 1))
    let isFlat = values.minimum == values.maximum
    let low = Double(values.minimum) - (isFlat ? 0.5 : 0)
    let width = (Double(values.maximum) - Double(values.minimum) + (isFlat ? 1 : 0)) / Double(max(counts.count, 1))
    func edge(_ bin: Int) -> String { Figures.number(low + Double(bin) * width) }
    return [
      "bars": counts.enumerated().map { bin, count -> [String: Any] in
        // A bar of few numbers is seen too.
        let height = count == 0 ? 0 : max(1, 60 * Double(count) / most)
        return [
          "x": 12 * bin, "y": String(format: "%.1f", 60 - height), "height": String(format: "%.1f", height),
          "range": "\(edge(bin)) to \(edge(bin + 1))", "count": Figures.count(count),
        ]
      }, "low": edge(0), "middle": edge(counts.count / 2), "high": edge(counts.count),
      "most": Figures.count(counts.max() ?? 0),
    ]
  }
}
