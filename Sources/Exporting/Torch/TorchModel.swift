package import Autoencoders
import Diagnostics
import Files
import Foundation
import Safetensors
package import Tensors
public import Training

/// A model as a module of PyTorch: one file of Python, and one of its state.
///
/// The file holds a class of plain layers with `encode`, `decode` and `forward`; nothing of Hourglass is needed to run it.
/// Layers have their paths in Hourglass, so that the state's names are those of a checkpoint, but for normalisations,
/// which are named as PyTorch's.
public struct TorchModel {
  /// The text of the file of Python.
  public let text: String
  /// The name of the class.
  public let className: String
  /// The names of the state's tensors, in order, with their parameters' indices in the table of the model.
  package let state: [(name: String, index: Int)]
  private let parameters: FlatVector
  private let table: ParameterTable

  /// Writes `model`.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - parameters: Its parameters.
  ///   - pixels: The map of pixels to the values that the model reads.
  ///   - title: The name of the model.
  ///   - facts: What is said of the model, by key.
  /// - Throws: ``TorchError`` for an operation without a counterpart, by its name; `ShapeError`.
  package init(
    _ model: TracedModel, parameters: FlatVector, pixels: PixelMap, title: String, facts: [String: String] = [:]
  ) throws {
    let whole = try ExportedProgram(.whole, of: model)
    let encoder = try ExportedProgram(.encoder, of: model)
    let decoder = try? ExportedProgram(.decoder, of: model)
    let programs = [encoder, whole] + [decoder].compactMap(\.self)
    let layers = TorchLayers(model.parameters, programs.map(\.program))
    className = Python.name(title, or: "Autoencoder")
    let file = TorchFile(className: className, layers: layers, image: model.image, pixels: pixels)
    text = try file.text(
      encoder: encoder, decoder: decoder, whole: whole, title: title, facts: facts)
    state = layers.used.map { (layers.name(ofParameter: $0), $0) }
    (self.parameters, table) = (parameters, model.parameters)
  }

  /// Writes the model of `run`, with the parameters of one of its checkpoints.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - checkpoint: The path of a checkpoint of the run; nil for the one that represents it.
  /// - Throws: ``TorchError`` for an operation without a counterpart, by its name; `RunError` for a run without a usable
  ///   checkpoint.
  public init(_ run: TrainedRun, checkpoint: String? = nil) throws {
    try self.init(
      run.model, parameters: run.parameters(from: checkpoint), pixels: run.pixelMap,
      title: run.configuration.model.title, facts: run.exportedFacts(checkpoint: checkpoint))
  }

  /// The path of the state beside the file of Python at `path`.
  public static func statePath(beside path: String) -> String {
    (path as NSString).deletingPathExtension + ".safetensors"
  }

  /// Writes the file of Python to `path`, and the state beside it; each whole or not at all.
  ///
  /// - Throws: `AtomicFileError`.
  public func write(to path: String) throws {
    try parameters.withUnsafeBuffer { all in
      let records = state.map { name, index in
        SafetensorsRecord(
          name, shape: table[index].parameter.dimensions, UnsafeBufferPointer(rebasing: all[table[index].range]))
      }
      try SafetensorsWriter.write(records, metadata: ["format": "pt"], to: Self.statePath(beside: path))
    }
    try AtomicFile.write(text: text, to: path)
  }
}
