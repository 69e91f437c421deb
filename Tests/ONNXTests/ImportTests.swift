import Autoencoders
import Diagnostics
import Exporting
import Foundation
import ImageShapes
import ModelCases
import NeuralNetworks
import ONNX
import Safetensors
import Settings
import Tensors
import TestSupport
import Testing
import Training

/// Weights of other programs become runs, where names and shapes fit.
@Suite struct ImportTests {
  private let place: TemporaryFolder
  private static let image = ImageShape(channels: 1, height: 4, width: 3)

  init() throws { place = try TemporaryFolder() }

  private func configuration(_ model: String, _ name: String) throws -> RunConfiguration {
    var settings = RunSettings()
    (settings.model, settings.name) = (model, name)
    settings.data.dataset = "mnist"
    if model == "AE" { settings.modelFields = ["code_size": .integer(32)] }
    return try settings.resolved()
  }

  private func write(_ tensors: [(String, [Int])], _ file: String, from first: Float = 0) throws -> String {
    var values = tensors.map { name, shape in
      (name, shape, (0..<shape.reduce(1, *)).map { first + Float($0) / 64 })
    }[...]
    func write(_ records: [SafetensorsRecord]) throws {
      guard let (name, shape, numbers) = values.popFirst() else {
        return try SafetensorsWriter.write(records, metadata: [:], to: place(file))
      }
      try numbers.withUnsafeBufferPointer { try write(records + [SafetensorsRecord(name, shape: shape, $0)]) }
    }
    try write([])
    return place(file)
  }

  private func imported(_ path: String, _ model: String, _ name: String) throws -> (TrainedRun, FlatVector) {
    let run = try ImportedRun.write(path, as: configuration(model, name), image: Self.image, runs: place("runs"))
    return (run, try run.parameters())
  }

  /// Writes `name` for its published images as ONNX and for PyTorch; returns its parameters.
  private func export(_ name: String) throws -> FlatVector {
    let configuration = try configuration(name, "x")
    let model = try configuration.tracedModel(for: type(of: configuration.model).defaultImage)
    let parameters = model.parameters.initialValues(seed: 4)
    try ONNXModel(.whole, of: model, parameters: parameters, pixels: PixelMap(.unit), name: "x")
      .write(to: place("model.onnx"))
    try TorchModel(model, parameters: parameters, pixels: PixelMap(.unit), title: name).write(to: place("model.py"))
    return parameters
  }

  @Test func `ONNX models and states of PyTorch come back to the bit`() throws {
    let written = try export("ConvAE").withUnsafeBuffer { Array($0) }
    for file in ["model.onnx", "model.safetensors"] {
      let run = try ImportedRun.write(place(file), as: configuration("ConvAE", file), runs: place("runs"))
      #expect(try run.parameters().withUnsafeBuffer { Array($0) } == written)
    }
  }

  @Test func `parameters of training alone are missed by name`() throws {
    _ = try export("ConvVAE")
    let error = #expect(throws: WeightsError.self) {
      try ImportedRun.write(place("model.onnx"), as: configuration("ConvVAE", "y"), runs: place("runs"))
    }
    #expect(error?.description.contains("ogVariance") == true, "\(String(describing: error))")
  }

  @Test func `layers are found by their names, or in order`() throws {
    let shapes = [
      ("encoder.weight", [32, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let (run, named) = try imported(write(shapes, "named.safetensors"), "AE", "named")
    #expect(run.model.parameterCount == 32 * 12 + 32 + 12 * 32 + 12)
    // As nn.Sequential names the layers of Kaixhin's AE.
    let ordered = [
      ("decoder.0.weight", [12, 32]), ("decoder.0.bias", [12]), ("encoder.1.weight", [32, 12]),
      ("encoder.1.bias", [32]),
    ]
    let (_, found) = try imported(write(ordered, "ordered.safetensors"), "AE", "ordered")
    #expect(found.withUnsafeBuffer { Array($0) } == named.withUnsafeBuffer { Array($0) })
    let numbered = [("1.weight", [32, 12]), ("1.bias", [32]), ("10.weight", [12, 32]), ("10.bias", [12])]
    let (_, again) = try imported(write(numbered, "numbered.safetensors"), "AE", "numbered")
    #expect(again.withUnsafeBuffer { Array($0) } == named.withUnsafeBuffer { Array($0) })
  }

  @Test func `kernels of Keras are transposed`() throws {
    let keras = [
      ("dense/kernel:0", [12, 32]), ("dense/bias:0", [32]), ("dense_1/kernel:0", [32, 12]), ("dense_1/bias:0", [12]),
    ]
    let (run, parameters) = try imported(write(keras, "keras.safetensors"), "AE", "keras")
    let weight = try #require(run.model.parameters.first { $0.name == "encoder.weight" })
    // Row 1 of the weights is column 1 of the kernel.
    let row: [Float] = (0..<12).map { parameters[weight.offset + 12 + $0] }
    let column: [Float] = (0..<12).map { Float(32 * $0 + 1) / 64 }
    #expect(row == column)
  }

  @Test func `what does not fit is listed`() throws {
    let few = try write([("encoder.weight", [32, 12]), ("encoder.bias", [32])], "few.safetensors")
    let missing = #expect(throws: WeightsError.self) { try imported(few, "AE", "few") }
    #expect(missing?.description.contains("decoder.weight") == true, "\(String(describing: missing))")
    let shapes = [
      ("encoder.weight", [30, 12]), ("encoder.bias", [32]), ("decoder.weight", [12, 32]), ("decoder.bias", [12]),
    ]
    let other = try write(shapes, "other.safetensors")
    let mismatch = #expect(throws: WeightsError.self) { try imported(other, "AE", "other") }
    #expect(mismatch?.description.contains("encoder.weight is [30, 12]") == true, "\(String(describing: mismatch))")
    #expect(throws: WeightsError.self) { try imported("weights.h5", "AE", "kind") }
    #expect(RunDirectory.all(in: place("runs")).isEmpty)
    let text = try place.write(Array("not a model".utf8), "text.onnx")
    #expect(throws: ONNXError.self) { try imported(text, "AE", "text") }
  }
}
