import Autoencoders
import Diagnostics
import ImageData
import ImageShapes
import NeuralNetworks
import Settings
import Tensors
import Testing
import Training

/// What the dense, variational, sparse and stacked models are, pinned.
@Suite struct DenseModelTests {
  private static let digit = ImageShape(channels: 1, height: 28, width: 28)

  @Test(arguments: [
    ("SparseAE", 201_616), ("DeepAE", 222_384), ("ContractiveAE", 201_616), ("WTA-AE", 1_569_784),
    ("HintonDeep", 2_837_314), ("VAE", 219_412), ("CatVAE", 225_474), ("VAE-400-20", 652_824),
    // 784 x 1000 weights that are used twice, 1000 and 784 biases.
    ("KSparse", 785_784),
    ("IWAE", 425_284), ("RAE", 641_600), ("ConditionalVAE", 660_824),
    // The published 220,850 and the discriminator's 99.
    ("AAE", 220_949),
    // The published 159,696 and the decoders of the two blocks, 101,136 and 8,320.
    ("GreedyStackedAE", 269_152),
    // Nothing is trained.
    ("PCA", 0),
  ])
  func `a model has the published number of parameters`(_ name: String, _ count: Int) throws {
    let model = try TracedModel(ModelCatalogue.configuration(name), image: Self.digit)
    #expect(model.parameters.parameterCount == count)
  }

  @Test func `the beta-VAE of shapes has its number of parameters`() throws {
    let configuration = BetaVAE()
    let table = ParameterTable(of: try configuration.makeModel(for: BetaVAE.defaultImage))
    #expect(table.parameterCount == 14_196_516)
  }

  @Test func `a discriminator and the decoders of blocks are counted apart`() throws {
    func count(_ model: some ModelConfiguration, _ parts: String...) throws -> Int {
      let table = ParameterTable(of: try model.makeModel(for: Self.digit))
      return table.trained.filter { entry in parts.contains { entry.name.hasPrefix($0 + ".") } }
        .reduce(0) { $0 + $1.parameter.count }
    }
    #expect(try count(AAE(), "discriminator") == 99)
    #expect(try count(AAE(), "encoder", "decoder") == 220_850)
    #expect(try count(GreedyStackedAE(), "encoders", "decoder") == 159_696)
  }

  @Test(arguments: [
    ("SparseAE", 128), ("DeepAE", 32), ("ContractiveAE", 128), ("WTA-AE", 1000), ("KSparse", 1000),
    ("GreedyStackedAE", 64), ("HintonDeep", 30), ("VAE", 2), ("CatVAE", 50), ("VAE-400-20", 20), ("BetaVAE", 10),
    ("ConditionalVAE", 20), ("IWAE", 50), ("AAE", 2), ("RAE", 16), ("PCA", 30),
  ])
  func `a code has the published size`(_ name: String, _ size: Int) throws {
    let model = try TracedModel(ModelCatalogue.configuration(name), image: Self.digit)
    #expect(try model.encoding().code.shape == .batched([size]))
  }

  @Test(
    arguments: [
      ("SparseAE", ["code_size": SettingValue.integer(900)]),
      ("DeepAE", ["hidden": .text(""), "code_size": .integer(1000)]),
      ("ContractiveAE", ["hidden": .text("7,5"), "code_size": .integer(3)]), ("WTA-AE", ["code_size": .integer(3)]),
      ("ContractiveAE", ["hidden": .text("7,5"), "code_size": .integer(3), "tied": .flag(true)]),
      ("WTA-AE", ["code_size": .integer(3), "tied": .flag(true), "decoder_activation": .text("linear")]),
      ("KSparse", ["code_size": .integer(3), "k": .integer(2)]), ("GreedyStackedAE", ["hidden": .text("9, 8,7 ,6")]),
      ("HintonDeep", ["hidden": .text("900")]), ("VAE", ["hidden": .text("7"), "code_size": .integer(801)]),
      ("CatVAE", ["groups": .integer(1), "categories": .integer(2)]), ("VAE-400-20", ["code_size": .integer(1)]),
      ("IWAE", ["samples": .integer(1)]), ("RAE", ["regularization": .text("gradient-penalty")]),
      ("PCA", ["code_size": .integer(784)]),
    ] as [(String, [String: SettingValue])])
  func `sizes are configurable, below and above the image's`(_ name: String, _ fields: [String: SettingValue]) throws {
    let configuration = try ModelCatalogue.configuration(name, fields)
    let model = try TracedModel(configuration, image: Self.digit)
    #expect(try model.reconstruction().reconstruction.shape == .batched([1, 28, 28]))
    let values = Dictionary(uniqueKeysWithValues: configuration.settingValues)
    #expect(try ModelCatalogue.configuration(name, values).isEqual(to: configuration))
  }

  @Test(arguments: [("WTA-AE", 1000), ("ContractiveAE", 128)])
  func `tied weights are the encoder's, with biases of their own`(_ name: String, _ units: Int) throws {
    let model = try TracedModel(ModelCatalogue.configuration(name, ["tied": .flag(true)]), image: Self.digit)
    #expect(model.parameterCount == 784 * units + units + 784)
  }

  @Test(
    arguments: [
      ("DeepAE", "hidden", SettingValue.text("128;64")), ("DeepAE", "hidden", .text("128,0")),
      ("DeepAE", "hidden", .text("128,,64")), ("VAE", "hidden", .text("")), ("GreedyStackedAE", "hidden", .text(" ")),
      ("SparseAE", "sparsity", .text("l2")), ("SparseAE", "l1_weight", .number(-1)),
      ("SparseAE", "target_activation", .number(1)), ("ContractiveAE", "weight", .number(-1e-9)),
      ("KSparse", "k", .integer(0)), ("KSparse", "k", .integer(1001)), ("WTA-AE", "lifetime_sparsity", .number(0)),
      ("WTA-AE", "lifetime_sparsity", .number(1.1)), ("CatVAE", "categories", .integer(1)),
      ("CatVAE", "temperature", .number(0)), ("BetaVAE", "beta", .number(-1)), ("BetaVAE", "free_bits", .number(-1)),
      ("BetaVAE", "annealing_steps", .integer(-1)), ("IWAE", "samples", .integer(0)),
      ("RAE", "regularization", .text("l1")),
      ("ConditionalVAE", "classes", .integer(0)), ("PCA", "code_size", .integer(785)),
      ("DIGITS", "target_units", .text("px")),
    ] as [(String, String, SettingValue)])
  func `a field's value that does not fit is refused`(_ model: String, _ field: String, _ value: SettingValue) throws {
    let error = #expect(throws: (any Error).self) {
      _ = try ModelCatalogue.configuration(model, [field: value]).makeModel(for: Self.digit)
    }
    #expect((error as? SettingError)?.code == .badValue || (error as? ModelError)?.code == .badValue)
    #expect("\(try #require(error))".contains(field))
  }

  @Test func `importance weights are refused another loss than a likelihood`() throws {
    let error = #expect(throws: ModelError.self) {
      _ = try IWAE().makeModel(for: Self.digit, loss: ReconstructionLoss(.meanSquaredError))
    }
    #expect("\(try #require(error))".contains("bce-sum"))
  }

  @Test func `a temperature falls by 0.0002 at each step from 1 to 0.5`() {
    let temperature = CatVAE().cooling
    #expect(temperature.value(at: 0) == 1)
    #expect(abs(temperature.value(at: 1) - 0.9998) < 1e-12)
    #expect(abs(temperature.value(at: 1000) - 0.8) < 1e-12)
    #expect(temperature.value(at: 2500) == 0.5)
    #expect(temperature.value(at: 1_000_000) == 0.5)
  }

  @Test func `the stages of a stack are its blocks and the whole, and features are not taken for probabilities`() throws
  {
    let stages = try with(GreedyStackedAE()) { $0.hidden = [9, 7, 5] }.makeModel(for: Self.digit).stages
    #expect(stages.map(\.name) == ["block 1", "block 2", "block 3", "fine-tuning"])
    #expect(stages.map { $0.objectives[0].name } == ["bce", "mse", "mse", "bce"])
  }
}

/// `value` after `change`.
func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
  var value = value
  change(&value)
  return value
}

extension ModelConfiguration {
  fileprivate func isEqual(to other: any ModelConfiguration) -> Bool { (other as? Self) == self }
}
