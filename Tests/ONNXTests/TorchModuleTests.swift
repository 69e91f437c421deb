import Autoencoders
import Exporting
import Foundation
import ImageShapes
import ModelCases
import ONNX
import Safetensors
import Tensors
import TestSupport
import Testing

/// Published models and random networks have the processor's codes and reconstructions as modules of PyTorch.
@Suite(.enabled(if: Python.hasTorch, "no torch in \(Python.program)"))
struct TorchModuleTests {
  private static let tolerance: Float = 1e-5

  @Test func `every published model`() throws {
    try check(ModelCatalogue.names.map { ($0, try SmallModel.named($0)) })
  }

  @Test func `random networks`() throws {
    try check((0..<50).map { ("network \($0)", try RandomNetwork($0).model()) })
  }

  @Test func `pools whose last windows are partial`() throws {
    try check(
      PartialWindows.networks.map { ($0.name, try PartialWindows.model($0.pool, isUnpooled: $0.isUnpooled)) })
  }

  @Test func `images are normalized in the module`() throws {
    try check(ImageNormalization.allCases.map { ("normalized \($0.rawValue)", try NormalizedModel.named($0)) })
  }

  @Test func `layers with names that Python and PyTorch have taken`() throws {
    let image = ImageShape(channels: 1, height: 6, width: 5)
    let text = """
      name: Taken
      encoder:
        - flatten
        - linear: {units: 8, name: lambda, activation: relu}
        - linear: {units: 4, name: forward}
      decoder:
        - linear: {units: 8, name: half, activation: tanh}
        - linear: {units: image, name: plain}
        - reshape: image
      """
    let network = try NetworkDescription(yaml: text, file: "taken.yaml")
    try check([("taken", try TracedModel(LayeredAutoencoder(network, image: image), image: image))])
  }

  @Test func `layers with the name of any attribute of a module`() throws {
    let script = "import torch; print(*dir(torch.nn.Module()), 'self')"
    let names = try run(Python.program, ["-c", script]).output.split(separator: "\n").last?.split(separator: " ") ?? []
    #expect(names.contains("training") && names.contains("_parameters") && names.count > 100)
    let layers = names.map { "- linear: {units: 4, name: \($0), activation: tanh, initializer: {orthogonal: 1.5}}" }
    let text = """
      name: Attributes
      encoder:
        - flatten
        \(layers.joined(separator: "\n  "))
      decoder:
        - linear: image
        - reshape: image
      """
    let image = ImageShape(channels: 1, height: 3, width: 2)
    let network = try NetworkDescription(yaml: text, file: "attributes.yaml")
    try check([("attributes", try TracedModel(LayeredAutoencoder(network, image: image), image: image))])
  }

  private func check(_ models: [(name: String, model: TracedModel)]) throws {
    let folder = try TemporaryFolder()
    for (name, model) in models {
      let parameters = try model.trainedForExport()
      let expected = try ExportedCase(
        .whole, of: model, name, parameters, samples: 5, .pixels, .float32)
      let module = try TorchModel(model, parameters: parameters, pixels: PixelMap(.symmetric), title: name)
      try module.write(to: folder("\(name).py"))
      // Codes are among the inputs of decoders.
      let values = expected.inputs.filter { $0.name != "code" } + expected.outputs
      try ExportedCase.write(values.map { ($0.name, $0) }, to: folder("\(name).values"))
    }
    let tool = SourceTree.root.appendingPathComponent("Tools/check-torch.py").path
    let (_, output) = try run(Python.program, [tool, folder.path])
    let outcomes = try output.split(separator: "\n").filter { $0.hasPrefix("{") }
      .map { try JSONDecoder().decode(ONNXRuntime.Outcome.self, from: Data($0.utf8)) }
    #expect(outcomes.count == models.count, "\(output)")
    for outcome in outcomes { #expect(outcome.worst <= Self.tolerance, "\(outcome.name): \(outcome.text)") }
  }
}
