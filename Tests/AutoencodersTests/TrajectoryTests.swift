import Autoencoders
import CPUEngine
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Tensors
import Testing
import Settings
import Training

/// Twenty Adam steps agree with PyTorch's, from the same weights and batches, for every model and instruction set.
@Suite struct TrajectoryTests {
  /// What the issue of a training trajectory may differ by: float32 against float64 over twenty steps.
  private static let tolerance = 1e-4

  @Test(arguments: Trajectory.all, InstructionSet.available.map(\.name))
  func `a training trajectory agrees with PyTorch`(_ golden: Trajectory, _ isa: String) throws {
    let set = try InstructionSet.chosen(environment: ["HOURGLASS_ISA": isa])
    let pool = ThreadPool(count: 2)
    defer { pool.close() }
    let executor = CPUExecutor(set, threads: pool)
    let image = ImageShape(channels: golden.image[0], height: golden.image[1], width: golden.image[2])
    var fields: [String: SettingValue] = [:]
    if golden.configuration.decoderActivation == "linear", golden.model == "SingleLayerCAE" {
      fields["decoder_activation"] = .text("linear")
    }
    let configuration = try ModelCatalogue.configuration(golden.model, fields)
    let scaling = try #require(PixelScaling(rawValue: golden.configuration.pixels))
    #expect(configuration.pixelRange == scaling)
    let model = try TracedModel(configuration, image: image)
    #expect(model.parameters.map(\.parameter.dimensions) == golden.parameters.map(\.shape))

    let parameters = FlatVector(count: model.parameters.vectorCount)
    for (k, entry) in model.parameters.enumerated() {
      // A bias has the bound of its layer's weights.
      let weight = golden.parameters[k / 2 * 2].shape
      let bound = 1 / Double(weight.dropFirst().reduce(1, *)).squareRoot()
      for i in 0..<entry.parameter.count {
        parameters[entry.offset + i] = Float((goldenUniform(stream: k, i) - 0.5) * 2 * bound)
      }
    }
    let penalty = golden.configuration.l2Penalty
    let penalties = penalty == 0 ? [] : [try ParameterPenalty(.l2, factor: penalty)]
    let (training, reported) = try model.training(penalties: penalties)
    let program = executor.prepare(training, capacity: golden.batchSize)
    let gradients = FlatVector(count: model.parameters.vectorCount)
    var optimizer = OptimizerState(
      Adam(learningRate: golden.learningRate), parameterCount: model.parameters.vectorCount, on: executor)
    for (step, expected) in golden.losses.enumerated() {
      let bytes = (0..<golden.batchSize * image.elements).map {
        UInt8(goldenUniform(stream: 1000 + step, $0) * 256)
      }
      let images = ImageSet(pixels: bytes, shape: image, name: "golden")
      // The golden loss contains the penalty, the program's does not.
      let penalized = penalizedLoss(model, parameters, Float(penalty))
      ImageSubset(images).indices.withUnsafeBufferPointer { indices in
        let feed = Feed.bytes(
          base: images.baseAddress, bytesPerSample: image.elements, indices: indices, scale: scaling.scale,
          offset: scaling.offset)
        program.run(count: golden.batchSize, feeds: ["images": feed], parameters: parameters, gradients: gradients)
      }
      let loss = Double(program.value(of: reported)) + penalized
      #expect(abs(loss - expected) <= Self.tolerance * abs(expected), "step \(step)")
      optimizer.update(parameters, along: gradients, on: executor)
    }
    for (entry, expected) in zip(model.parameters, golden.parameters) {
      let count = entry.parameter.count
      let values = (0..<count).map { Double(parameters[entry.offset + $0]) }
      let squares = values.reduce(0) { $0 + $1 * $1 }
      #expect(abs(squares - expected.sumOfSquares) <= Self.tolerance * expected.sumOfSquares, "\(entry.name)")
      let size = (expected.sumOfSquares / Double(count)).squareRoot()
      for (i, sample) in expected.samples.enumerated() {
        #expect(abs(values[i * count / 32] - sample) <= Self.tolerance * size, "\(entry.name)[\(i * count / 32)]")
      }
    }
  }

  private func penalizedLoss(_ model: TracedModel, _ parameters: FlatVector, _ factor: Float) -> Double {
    guard factor != 0, let entry = model.parameters.first else { return 0 }
    return Double(factor) / 2
      * (0..<entry.parameter.count).reduce(0.0) { sum, i in
        sum + Double(parameters[entry.offset + i]) * Double(parameters[entry.offset + i])
      }
  }
}
