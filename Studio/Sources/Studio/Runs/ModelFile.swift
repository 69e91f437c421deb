import Foundation
import Hourglass

/// The network of a run as a file of its own, for archives.
struct ModelFile: Sendable {
  /// `model.yaml`, `Torch.lua` for a run of a listing, or `model.txt`.
  let name: String
  let text: String

  /// Reads the network of the run in `directory`.
  ///
  /// It is the text that declared the network, or what `hourglass models show --yaml` prints. A model that is more than a
  /// list of layers is described by its layers.
  /// - Throws: why the run file cannot be read, or its model not be made.
  init(_ directory: RunDirectory) throws {
    let file = try RunFile(path: directory.runFile)
    let model = try file.settings.resolved().model
    if let declared = model as? DeclaredModel {
      name = declared.file.hasSuffix(".lua") ? "Torch.lua" : "model.yaml"
      text = declared.definition
      return
    }
    let image = file.record["images"].flatMap(ImageShape.init) ?? type(of: model).defaultImage
    if let network = try model.network(for: image) {
      (name, text) = ("model.yaml", network.yaml)
      return
    }
    name = "model.txt"
    let summary = try ModelSummary(TracedModel(model, image: image), of: model, scaling: model.pixelRange)
    let layers = summary.layers.map { layer in
      [layer.name, layer.type, layer.output.map(String.init).joined(separator: "x"), Figures.count(layer.parameters)]
        .joined(separator: "\t")
    }
    text = """
      \(summary.name), for images of \(image), code of \(Figures.count(summary.code, "value"))
      Its settings are in the section model of run.yaml.

      layer\ttype\toutput\tparameters
      \(layers.joined(separator: "\n"))

      """
  }
}
