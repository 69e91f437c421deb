import Autoencoders
import Exporting
import Foundation
import ImageShapes
import NeuralNetworks
import Safetensors
import Settings
import Tensors
import TestSupport
import Testing
import Training

/// Models of PyTorch and of Keras reconstruct here as they do there, from their weights as their users save them.
@Suite(.enabled(if: Python.hasTorch, "no torch in \(Python.program)"))
struct ForeignModelTests {
  private static let tolerance: Float = 1e-5
  private let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  @Test func `the models of Kaixhin's collection, and a model of PyTorch's examples`() throws {
    let names = try written(by: "torch")
    #expect(names.count == 13)
    for name in names {
      try check(name, ModelCatalogue.configuration(name))
    }
  }

  @Test(.enabled(if: Python.hasKeras, "no keras in \(Python.program)"))
  func `the models of "Building Autoencoders in Keras"`() throws {
    let models: [String: any ModelConfiguration] = [
      "dense": try ModelCatalogue.configuration("AE", ["code_size": 32]),
      "deep": try ModelCatalogue.configuration("DeepAE"),
      "variational": try ModelCatalogue.configuration("VAE-400-20", ["hidden_units": 64, "code_size": 2]),
      "convolutional": DeclaredModel(definition: try networkOfPage(0)),
      "denoising": DeclaredModel(definition: try networkOfPage(1)),
    ]
    #expect(try Set(written(by: "keras")) == Set(models.keys))
    for (name, model) in models { try check(name, model) }
  }

  /// A model file that the page about weights of other programs shows.
  private func networkOfPage(_ place: Int) throws -> String {
    let page = SourceTree.root.appendingPathComponent("Sources/Hourglass/Hourglass.docc/Exporting.md")
    let blocks = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```")
    let files = blocks.filter { $0.hasPrefix("yaml\n") }
    try #require(files.indices.contains(place))
    return String(files[place].dropFirst(5))
  }

  /// The names of the models that the tool has written.
  private func written(by library: String) throws -> [String] {
    let tool = SourceTree.root.appendingPathComponent("Tools/foreign-models.py").path
    let (status, output) = try run(Python.program, [tool, place.path, library])
    try #require(status == 0, "\(output)")
    return try place.names.filter { $0.hasSuffix(".safetensors") }.map { ($0 as NSString).deletingPathExtension }
  }

  private func check(_ name: String, _ model: any ModelConfiguration) throws {
    var configuration = try RunConfiguration(model: model, dataset: "mnist")
    (configuration.name, configuration.training.scaling) = (name, .unit)
    let run = try ImportedRun.write(
      place("\(name).safetensors"), as: configuration, image: ImageShape(channels: 1, height: 28, width: 28),
      runs: place("runs")
    ).run
    let values = try SafetensorsFile.read(place("\(name).values"))
    let images = try values.floats(named: "images")
    let exported = try ExportedProgram(.whole, of: run.model)
    let results = exported.results(
      of: try run.parameters(), samples: images.count / run.model.image.elements, images: images)
    for ((result, _), got) in zip(exported.results, results) {
      let wanted = try values.floats(named: result)
      #expect(got.count == wanted.count)
      let scale = max(1, wanted.map(abs).max() ?? 0)
      let difference = zip(got, wanted).map { abs($0 - $1) / scale }.max() ?? .infinity
      #expect(difference <= Self.tolerance, "\(name), \(result): \(difference)")
    }
  }
}
