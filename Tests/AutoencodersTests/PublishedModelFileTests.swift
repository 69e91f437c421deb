import Autoencoders
import CPUEngine
import Diagnostics
import ImageShapes
import NeuralNetworks
import Randomness
import Settings
import Tensors
import Testing
import Training

/// A published model that is layers, and its model file, are the same network to the last bit.
@Suite struct PublishedModelFileTests {
  private static let kinds = ModelCatalogue.kinds.filter { $0 is any LayeredModel.Type }

  @Test
  func `models that are more than layers have no model file`() throws {
    #expect(Self.kinds.count == 15)
    for kind in ModelCatalogue.kinds where !(kind is any LayeredModel.Type) {
      #expect(try kind.init().network(for: kind.defaultImage) == nil)
    }
    for change in [["mean_subtraction": true], ["target_units": "pixels"]] as [[String: SettingValue]] {
      let model = try ModelCatalogue.configuration("DIGITS", change)
      #expect(try model.network(for: ImageShape(channels: 1, height: 28, width: 28)) == nil)
    }
  }

  @Test(arguments: kinds.map { $0.name })
  func `for every setting the file trains a step to the same bytes`(_ name: String) throws {
    let kind = try ModelCatalogue.kind(named: name)
    let images = [kind.defaultImage, ImageShape(channels: 2, height: 24, width: 16)]
    for variant in try ModelVariant.all(of: kind, isSmall: true) {
      for image in images where (try? variant.model.check(image)) != nil {
        guard let network = try variant.model.network(for: image) else { continue }
        try compare(variant.model, network, image)
      }
    }
  }

  @Test(arguments: kinds.map { $0.name })
  func `the published model and its file have the same parameters`(_ name: String) throws {
    let model = try ModelCatalogue.configuration(name)
    let image = type(of: model).defaultImage
    let network = try #require(try model.network(for: image))
    let declared = DeclaredModel(definition: network.yaml)
    #expect(declared.title == name)
    #expect(declared.pixelRange == model.pixelRange)
    #expect(declared.corruption == model.corruption)
    #expect(declared.reconstructionLoss == model.reconstructionLoss)
    let (published, twin) = try (TracedModel(model, image: image), TracedModel(declared, image: image))
    #expect(twin.parameters.map(\.parameter.initializer) == published.parameters.map(\.parameter.initializer))
    #expect(twin.parameters.map(\.parameter.dimensions) == published.parameters.map(\.parameter.dimensions))
    #expect(twin.parameters.map(\.parameter.role) == published.parameters.map(\.parameter.role))
  }

  /// Initial values, reconstruction, evaluation and a training step with penalty, of model and file.
  private func compare(_ model: any ModelConfiguration, _ network: NetworkDescription, _ image: ImageShape) throws {
    let words = Comment(rawValue: "\(ModelVariant(model: model).testDescription), \(image)")
    let published = try results(model, image)
    let declared = try results(DeclaredModel(definition: network.yaml), image)
    #expect(declared.initial == published.initial, words)
    #expect(declared.reconstruction == published.reconstruction, words)
    #expect(declared.evaluation == published.evaluation, words)
    #expect(declared.loss == published.loss && published.loss.isFinite, words)
    #expect(declared.gradients == published.gradients, words)
    #expect(published.gradients.contains { $0 != 0 }, words)
  }

  private struct Results {
    let initial, reconstruction, gradients: [Float]
    let evaluation, loss: Float
  }

  private func results(_ configuration: any ModelConfiguration, _ image: ImageShape) throws -> Results {
    let model = try TracedModel(configuration, image: image)
    let samples = 3
    let source = Philox(seed: 4, purpose: .benchmarking)
    let images = (0..<samples * image.elements).map { Float(source.bits(element: UInt32($0))[0] >> 8) / 0x1p24 }
    let parameters = model.parameters.initialValues(seed: 3)
    let executor = ModelFile.executor()
    return try images.withUnsafeBufferPointer { buffer in
      let feeds = ["images": Feed.floats(try #require(buffer.baseAddress))]
      let (reconstructing, pixels) = try model.reconstruction()
      let reconstruction = executor.prepare(reconstructing, capacity: samples)
      reconstruction.run(count: samples, feeds: feeds, parameters: parameters, gradients: nil)
      let measured = try model.evaluation()
      let evaluation = executor.prepare(measured.program, capacity: samples)
      evaluation.run(count: samples, feeds: feeds, parameters: parameters, gradients: nil)
      let penalties = [try ParameterPenalty(.l2, factor: 0.01)]
      let (step, loss) = try model.training(penalties: penalties)
      let training = executor.prepare(step, capacity: samples)
      let gradients = FlatVector(count: model.parameters.vectorCount)
      training.run(count: samples, feeds: feeds, parameters: parameters, gradients: gradients)
      return Results(
        initial: parameters.withUnsafeBuffer { Array($0) }, reconstruction: reconstruction.values(of: pixels),
        gradients: gradients.withUnsafeBuffer { Array($0) }, evaluation: evaluation.value(of: measured.loss),
        loss: training.value(of: loss))
    }
  }
}
