import Autoencoders
import Diagnostics
import Foundation
import ImageData
import ImageShapes
import Insight
import NeuralNetworks
import Pictures
import Settings
import Tensors
import Testing
import Training

/// What each layer makes of an image.
@Suite struct LayerInspectorTests {
  @Test func `a layer's output before and after its activation is that of its formula`() throws {
    let waves = try Waves()
    let run = try waves.trained(AE())
    let parameters = try run.trainedParameters(on: waves.executor)
    let inspector = try LayerInspector(run.model, scaling: .unit, executor: waves.executor)
    let images = try run.images(of: .validation).prefix(1)
    let layers = try inspector.inspect(images, parameters: parameters)
    #expect(layers.map(\.name) == ["encoder", "encoder relu", "decoder", "decoder sigmoid"])
    #expect(layers.map(\.dimensions) == [[128], [128], [256], [1, 16, 16]])
    #expect(layers.map(\.operation) == ["matrix product", "relu", "matrix product", "sigmoid"])
    let encoder = layers[0].parameters
    #expect(encoder.map(\.name) == ["encoder.weight", "encoder.bias"])
    #expect(encoder.map(\.dimensions) == [[128, 256], [128]])
    let pixels = try waves.pixels(images)
    for unit in 0..<128 {
      let sum = (0..<256).reduce(Double(encoder[1].values[unit])) { sum, place in
        sum + Double(encoder[0].values[unit * 256 + place]) * Double(pixels[place])
      }
      #expect(abs(Double(layers[0].values[unit]) - sum) < 1e-4)
      #expect(layers[1].values[unit] == max(layers[0].values[unit], 0))
    }
    let statistics = layers[1].activations
    let values = layers[1].values.map(Double.init)
    #expect(abs(statistics.mean - values.reduce(0, +) / 128) < 1e-6)
    #expect(statistics.histogram.count == 20 && statistics.histogram.reduce(0, +) == 128)
    #expect(statistics.zeros == Double(values.count { $0 == 0 }) / 128)
    let reconstructor = try Reconstructor(run.model, scaling: .unit, executor: waves.executor)
    #expect(try reconstructor.reconstruct(images, parameters: parameters) == layers[3].values)
    let weights = inspector.weights(parameters)
    #expect(weights == layers.map(\.parameters))
    #expect(try inspector.inspect(images, parameters: parameters, weights: weights) == layers)
  }

  @Test(arguments: ModelCatalogue.kinds.map { $0.name })
  func `every model has layers, and each can be drawn`(_ name: String) throws {
    let kind = try ModelCatalogue.kind(named: name)
    let model = try TracedModel(kind.init(), image: kind.defaultImage)
    let outputs = try model.layerOutputs().outputs
    #expect(!outputs.isEmpty)
    #expect(Set(outputs.map(\.name)).count == outputs.count)
    for entry in model.parameters {
      let layer = entry.name.split(separator: ".").dropLast(entry.name.contains(".") ? 1 : 0).joined(separator: ".")
      #expect(outputs.contains { $0.name == layer }, "\(entry.name) has no layer")
    }
    let end = outputs.firstIndex { !$0.isInReconstruction } ?? outputs.count
    #expect(end > 0 && outputs[end...].allSatisfy { !$0.isInReconstruction })
    #expect(try model.layerOutputs(named: [outputs[0].name]).outputs.map(\.name) == [outputs[0].name])
    for output in outputs.prefix(3) {
      let values = [Float](repeating: 1, count: output.dimensions.reduce(1, *))
      let layer = LayerInspection(
        name: output.name, operation: output.operation, dimensions: output.dimensions,
        activations: ValueStatistics(of: values), parameters: [], values: values)
      #expect(try layer.activationGrid().picture.width > 0)
    }
  }

  @Test func `layers that training alone needs come last`() throws {
    func extra(_ model: some ModelConfiguration) throws -> [String] {
      try TracedModel(model, image: Waves.shape).layerOutputs().outputs.filter { !$0.isInReconstruction }.map(\.name)
    }
    #expect(try extra(BetaVAE()) == ["logVariance"] && extra(VAE()) == ["logVariance"])
    // The loss of logits is a softplus.
    let discriminator = ["0", "1", "1 relu", "3", "4", "4 softplus"].map { "discriminator.\($0)" }
    #expect(try extra(AAE()) == discriminator)
    #expect(try extra(GreedyStackedAE()).contains("blockDecoders.1"))
    #expect(try extra(AE()).isEmpty)
    var digits = DIGITSAutoencoder()
    digits.meanSubtraction = true
    let outputs = try TracedModel(digits, image: Waves.shape).layerOutputs().outputs
    #expect(outputs.contains { $0.name == "mean" && $0.isInReconstruction })
  }

  @Test func `the log-variance of a code is that of its formula`() throws {
    let waves = try Waves()
    var model = BetaVAE()
    (model.hidden, model.decoderHidden, model.codeSize) = ([12], [12], 3)
    let run = try waves.trained(model)
    let parameters = try run.trainedParameters(on: waves.executor)
    let inspector = try LayerInspector(run.model, scaling: .unit, executor: waves.executor)
    let layers = try inspector.inspect(run.images(of: .validation).prefix(1), parameters: parameters)
    let last = try #require(layers.last)
    #expect(last.name == "logVariance" && last.dimensions == [3] && !last.isInReconstruction)
    let hidden = try #require(layers.first { $0.dimensions == [12] && $0.name.hasSuffix("relu") })
    for unit in 0..<3 {
      let sum = (0..<12).reduce(Double(last.parameters[1].values[unit])) { sum, place in
        sum + Double(last.parameters[0].values[unit * 12 + place]) * Double(hidden.values[place])
      }
      #expect(abs(Double(last.values[unit]) - sum) < 1e-4)
    }
  }

  @Test func `an unknown layer is refused with the nearest name`() throws {
    let model = try TracedModel(AE(), image: Waves.shape)
    let error = #expect(throws: LayerError.self) { try model.layerOutputs(named: ["encodr"]) }
    #expect("\(try #require(error))".contains("did you mean encoder?"))
  }

  @Test func `tiles that do not fit are counted, and the scale covers all values`() throws {
    let values = (0..<40).map { Float($0) - 10 }
    let drawn = try TileGrid(maxTiles: 6).drawn(values, height: 2, width: 2)
    #expect((drawn.tiles, drawn.leftOut, drawn.range) == (6, 4, -10...29))
    let symmetric = try TileGrid(scale: .symmetric).drawn(values, height: 2, width: 2)
    #expect(symmetric.range == -29...29 && symmetric.leftOut == 0)
    #expect(throws: GridError.self) { try TileGrid().drawn(values, height: 3, width: 3) }
    let empty = try TileGrid().drawn([.nan, 0, 0, 0], height: 2, width: 2)
    #expect(empty.range == 0...0)
  }

  @Test func `filters are drawn for convolutions and for the columns of dense layers`() throws {
    func inspection(_ dimensions: [Int]) -> ParameterInspection {
      let values = (0..<dimensions.reduce(1, *)).map { Float($0 % 7) }
      return ParameterInspection(
        name: "w", dimensions: dimensions, statistics: ValueStatistics(of: values), values: values)
    }
    let colour = ImageShape(channels: 3, height: 8, width: 8)
    #expect(try inspection([5, 3, 3, 3]).filterGrid(of: colour)?.tiles == 5)
    #expect(try inspection([5, 4, 3, 3]).filterGrid(of: colour)?.tiles == 20)
    #expect(try inspection([6, 256]).filterGrid(of: Waves.shape)?.tiles == 6)
    #expect(try inspection([256, 7]).filterGrid(of: Waves.shape)?.tiles == 7)
    #expect(try inspection([7, 9]).filterGrid(of: Waves.shape) == nil)
    #expect(try inspection([7]).filterGrid(of: Waves.shape) == nil)
    var diverged = inspection([1, 1, 2, 2])
    diverged.values = [.nan, .infinity, -.infinity, 1]
    #expect(try diverged.filterGrid(of: Waves.shape)?.range == -1...1)
  }
}
