import Autoencoders
import Diagnostics
import Exporting
import Foundation
import ImageShapes
import ModelCases
import NeuralNetworks
import ONNX
import ReferenceEngine
import Safetensors
import Tensors
import TestSupport
import Testing
import Training

/// Every published model comes back from its own export.
@Suite struct ImportedModelTests {
  private let place: TemporaryFolder
  private static let files = ["model.onnx", "model.safetensors"]
  private static let samples = 4

  init() throws { place = try TemporaryFolder() }

  /// A run of the model as ``SmallModel`` has it, and its parameters after some steps, exported to both files.
  private func exported(_ name: String) throws -> (RunConfiguration, TracedModel, FlatVector) {
    var configuration = try RunConfiguration(model: SmallModel.configuration(named: name), dataset: "mnist")
    configuration.training.seed = 3
    let model = try configuration.tracedModel(for: SmallModel.image)
    let parameters = try model.trainedForExport()
    let pixels = PixelMap(configuration.training.scaling)
    try ONNXModel(.whole, of: model, parameters: parameters, pixels: pixels, name: name).write(to: place("model.onnx"))
    try TorchModel(model, parameters: parameters, pixels: pixels, title: name).write(to: place("model.py"))
    return (configuration, model, parameters)
  }

  private func results(_ model: TracedModel, _ parameters: FlatVector) throws -> [[Float]] {
    try ExportedProgram(.whole, of: model).results(
      of: parameters, samples: Self.samples, images: Numbers.drawn(Self.samples * model.image.elements, seed: 3),
      labels: (0..<Self.samples).map { Float($0 % 3) })
  }

  @Test(arguments: ModelCatalogue.names)
  func `a model reconstructs as before`(_ name: String) throws {
    var (configuration, model, parameters) = try exported(name)
    let wanted = try results(model, parameters)
    let initial = model.parameters.initialValues(seed: configuration.training.seed)
    for file in Self.files {
      configuration.name = file
      let imported = try ImportedRun.write(
        place(file), as: configuration, image: model.image, runs: place("runs"))
      let found = try imported.run.parameters()
      for (got, wanted) in zip(try results(imported.run.model, found), wanted) {
        let difference = zip(got, wanted).map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference <= 1e-6, "\(file): \(difference)")
      }
      for entry in model.parameters {
        let isInitial = ParameterScope.contains(imported.initialLayers, entry.name)
        let source = isInitial ? initial : parameters
        #expect(entry.range.allSatisfy { found[$0] == source[$0] }, "\(file): \(entry.name)")
      }
      let recorded = try RunFile(path: imported.run.directory.runFile).record["initial_values"]
      #expect(recorded == (imported.initialLayers.isEmpty ? nil : imported.initialLayers.joined(separator: ", ")))
    }
  }

  @Test(arguments: [
    ("AAE", ["discriminator"]), ("VAE", ["logVariance"]), ("ConvVAE", ["logVariance"]), ("AE", []), ("VQ-VAE", []),
  ])
  func `what serves training alone is named`(_ name: String, _ layers: [String]) throws {
    var (configuration, model, _) = try exported(name)
    for file in Self.files {
      configuration.name = file
      let imported = try ImportedRun.write(place(file), as: configuration, image: model.image, runs: place("runs"))
      #expect(imported.initialLayers == layers)
      #expect((imported.note == nil) == layers.isEmpty)
      for layer in layers {
        #expect(imported.note?.contains("\(layer), for training alone, is not in the file") == true)
      }
    }
  }

  @Test(arguments: ["AAE", "ConvVAE", "VQ-VAE"])
  func `a file without a parameter of the encoder or decoder is refused by name`(_ name: String) throws {
    let (configuration, model, parameters) = try exported(name)
    let whole = try TorchModel(model, parameters: parameters, pixels: PixelMap(.unit), title: name)
    for missing in whole.state {
      let rest = whole.state.filter { $0.index != missing.index }
      let path = place("\(missing.index).safetensors")
      try parameters.withUnsafeBuffer { all in
        let records = rest.map { name, index in
          SafetensorsRecord(
            name, shape: model.parameters[index].parameter.dimensions,
            UnsafeBufferPointer(rebasing: all[model.parameters[index].range]))
        }
        try SafetensorsWriter.write(records, metadata: [:], to: path)
      }
      let error = #expect(throws: WeightsError.self) {
        try ImportedRun.write(path, as: configuration, image: model.image, runs: place("runs"))
      }
      #expect(error?.code == .mismatch)
      let wanted = model.parameters[missing.index].name
      #expect(error?.description.contains(wanted) == true, "\(wanted): \(String(describing: error))")
    }
    #expect(RunDirectory.all(in: place("runs")).isEmpty)
  }
}
