import Autoencoders
import Diagnostics
import ImageShapes
import NeuralNetworks
import Settings
import Tensors
import Testing
import Training

/// What the published models are, pinned.
@Suite struct ModelTests {
  @Test(arguments: [
    ("SingleLayerCAE", ImageShape(channels: 1, height: 28, width: 28), 609),
    ("SingleLayerCAE", ImageShape(channels: 3, height: 32, width: 32), 1763),
    ("DIGITS", ImageShape(channels: 1, height: 28, width: 28), 501_834),
    ("AE", ImageShape(channels: 1, height: 28, width: 28), 201_616),
  ])
  func `a model has the published number of parameters`(_ name: String, _ image: ImageShape, _ count: Int) throws {
    let model = try TracedModel(ModelCatalogue.configuration(name), image: image)
    #expect(model.parameters.parameterCount == count)
  }

  /// The image shapes of the next test that a model does not take, for its poolings and strides.
  private static let refused: [String: Set<String>] = {
    let small: Set = ["1x5x3", "2x1x1"]
    return [
      "ConvAE": small, "UpconvAE": small, "ConvVAE": small, "DenoisingAE": small, "MaskedAE": small, "VQ-VAE": small,
      "ImageNetAE": small, "StridedConvAE": small.union(["1x28x28"]),
    ]
  }()

  @Test(arguments: ModelCatalogue.names, [(1, 28, 28), (3, 32, 32), (1, 5, 3), (2, 1, 1)])
  func `a reconstruction has the shape of its image`(_ name: String, _ size: (Int, Int, Int)) throws {
    let image = ImageShape(channels: size.0, height: size.1, width: size.2)
    let kind = try ModelCatalogue.kind(named: name)
    // There are no more components than pixels.
    let fields: [String: SettingValue] = name == PCA.name ? ["code_size": .integer(2)] : [:]
    let configuration = try ModelCatalogue.configuration(name, fields)
    guard !Self.refused[name, default: []].contains("\(image)") else {
      #expect(image != kind.defaultImage)
      let error = #expect(throws: ModelError.self) { try configuration.makeModel(for: image) }
      #expect(error?.code == .image)
      return
    }
    let model = try configuration.makeModel(for: image)
    let graph = Graph(parameters: ParameterTable(of: model))
    let result = model.reconstruct(graph.input("images", image.dimensions))
    try graph.check()
    #expect(result.shape == .batched(image.dimensions))
  }

  @Test func `the codes have the published shapes`() throws {
    let image = ImageShape(channels: 1, height: 28, width: 28)
    func code(_ model: some LayeredModel) throws -> Shape {
      let network = try LayeredAutoencoder(#require(try model.network(for: image)), image: image)
      let graph = Graph(parameters: ParameterTable(of: network))
      return network.encode(graph.input("images", image.dimensions)).values.shape
    }
    #expect(try code(SingleLayerCAE()) == .batched([32, 30, 30]))
    #expect(try code(DIGITSAutoencoder()) == .batched([50]))
  }

  @Test func `parameters are named by their paths`() throws {
    let digit = ImageShape(channels: 1, height: 28, width: 28)
    let names = ParameterTable(of: try SingleLayerCAE().makeModel(for: digit)).map(\.name)
    #expect(names == ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"])
    let dense = ParameterTable(of: try DIGITSAutoencoder().makeModel(for: digit))
    #expect(
      dense.map(\.name).filter { $0.hasSuffix("weight") } == [
        "encoder.0.weight", "encoder.2.weight", "decoder.0.weight", "decoder.2.weight",
      ])
  }

  @Test func `only the encoder's filters of the CAE are penalised`() throws {
    let penalty = try ParameterPenalty(.l2, factor: 1)
    let table = ParameterTable(
      of: try SingleLayerCAE().makeModel(for: ImageShape(channels: 3, height: 32, width: 32)))
    #expect(table.filter { penalty.applies(to: $0.parameter, named: $0.name) }.map(\.name) == ["encoder.weight"])
  }

  @Test func `an unknown model is refused with the nearest name`() throws {
    let error = #expect(throws: SettingError.self) { try ModelCatalogue.configuration("SingleLayerCEA") }
    #expect(error?.code == .unknownName)
    #expect("\(try #require(error))".contains("did you mean SingleLayerCAE?"))
  }

  @Test func `an unknown field is refused with the nearest name`() throws {
    let error = #expect(throws: SettingError.self) {
      try ModelCatalogue.configuration("SingleLayerCAE", ["filter": .integer(3)])
    }
    #expect(error?.code == .unknownField)
    #expect("\(try #require(error))".contains("did you mean filters?"))
  }

  @Test(arguments: [
    ("SingleLayerCAE", "filters", SettingValue.integer(0)), ("SingleLayerCAE", "filters", .text("many")),
    ("SingleLayerCAE", "decoder_activation", .text("relu")), ("DIGITS", "code_size", .integer(-1)),
    ("AE", "code_size", .number(1.5)),
  ])
  func `a field's value that does not fit is refused`(_ model: String, _ field: String, _ value: SettingValue) throws {
    let error = #expect(throws: SettingError.self) {
      _ = try ModelCatalogue.configuration(model, [field: value])
        .makeModel(for: ImageShape(channels: 1, height: 28, width: 28))
    }
    #expect(error?.code == .badValue)
  }
}
