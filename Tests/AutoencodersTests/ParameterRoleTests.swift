import Autoencoders
import ImageShapes
import NeuralNetworks
import Tensors
import Testing

/// The roles of parameters, which decide what a penalty without names applies to.
@Suite struct ParameterRoleTests {
  private static func table(_ name: String) throws -> ParameterTable {
    let model = try ModelCatalogue.configuration(name)
    return ParameterTable(of: try model.makeModel(for: type(of: model).defaultImage))
  }

  @Test(arguments: ModelCatalogue.names)
  func `weights, biases, scales and statistics have their roles in every model`(_ name: String) throws {
    for entry in try Self.table(name) {
      let field = try #require(entry.name.split(separator: ".").last)
      let role: Parameter.Role =
        switch field {
        case "weight", "inputWeight", "hiddenWeight": .weight
        case "bias", "shift": .bias
        case "scale": .scale
        default: .statistic
        }
      let isFree =
        ["SingleLayerCAE", "StackedCAE", "StackedDenoisingCAE"].contains(name) && role == .weight
        && entry.name.contains("decoder")
      #expect(entry.parameter.role == (isFree ? .freeWeight : role), "\(entry.name)")
    }
  }

  @Test
  func `a penalty without names is for weights, one with names for what they name`() throws {
    func penalized(_ model: String, _ text: String) throws -> [String] {
      let penalty = try #require(try ParameterPenalty.list(text).first)
      return try Self.table(model).filter { penalty.applies(to: $0.parameter, named: $0.name) }.map(\.name)
    }
    #expect(try penalized("AE", "l2=1") == ["encoder.weight", "decoder.weight"])
    #expect(try penalized("AE", "l2=1:encoder") == ["encoder.weight", "encoder.bias"])
    #expect(try penalized("AE", "l1=1:decoder.bias") == ["decoder.bias"])
    #expect(try penalized("SingleLayerCAE", "l2=1") == ["encoder.weight"])
    #expect(try penalized("SingleLayerCAE", "l2=1:decoder.weight") == ["decoder.weight"])
    #expect(try penalized("KSparse", "l2=1") == ["encoder.weight"])
    #expect(try penalized("VAE", "l2=1:encoder.1") == ["encoder.1.scale", "encoder.1.shift"])
    #expect(try penalized("PCA", "l2=1").isEmpty)
  }

  @Test
  func `layers of a model file may leave their weights out of penalties`() throws {
    let network = try ModelFile.network(
      ModelFile.text(["flatten", "linear: {units: 3, penalized: false}", "linear: 4"], ModelFile.back))
    let image = ImageShape(channels: 1, height: 2, width: 2)
    let roles = ParameterTable(of: try LayeredAutoencoder(network, image: image)).map(\.parameter.role)
    #expect(roles == [.freeWeight, .bias, .weight, .bias, .weight, .bias])
  }
}
