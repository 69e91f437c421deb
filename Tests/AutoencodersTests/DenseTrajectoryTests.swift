import Autoencoders
import CPUEngine
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Settings
import Tensors
import Testing
import Training

/// Dense, variational, sparse and stacked models train as PyTorch does, from the same weights, batches and draws: all
/// stages and objectives, running statistics included, on every instruction set.
@Suite struct DenseTrajectoryTests {
  /// What a number may differ by: float32 against float64 over the steps.
  private static let tolerance = 2e-4

  @Test(arguments: DenseTrajectory.all, InstructionSet.available.map(\.name))
  func `a training trajectory agrees with PyTorch`(_ golden: DenseTrajectory, _ isa: String) throws {
    try check(golden, isa)
  }

  @Test(arguments: DenseTrajectory.convolutional, InstructionSet.available.map(\.name))
  func `a convolutional or sequence model's trajectory agrees with PyTorch`(
    _ golden: DenseTrajectory, _ isa: String
  ) throws {
    try check(golden, isa)
  }

  private func check(_ golden: DenseTrajectory, _ isa: String) throws {
    let pool = ThreadPool(count: 2)
    defer { pool.close() }
    let executor = CPUExecutor(try .chosen(environment: ["HOURGLASS_ISA": isa]), threads: pool)
    let image = ImageShape(channels: golden.image[0], height: golden.image[1], width: golden.image[2])
    let configuration = try ModelCatalogue.configuration(golden.model, golden.fields)
    #expect(configuration.pixelRange.rawValue == golden.pixels)
    let model = try TracedModel(configuration, image: image)
    #expect(model.parameters.map(\.name) == golden.parameters.map(\.name))
    #expect(model.parameters.map(\.parameter.dimensions) == golden.parameters.map(\.shape))
    #expect(model.stages.map(\.objectives.count) == golden.stages.map(\.losses.count))

    let steps = golden.stages[0].losses[0].count
    var settings = TrainingSettings(
      batchSize: golden.batchSize, epochs: 1, seed: golden.seed,
      scaling: try #require(PixelScaling(rawValue: golden.pixels)))
    settings.isShuffled = false
    let trainer = try Trainer(model, try dataset(golden, image, steps: steps), settings, executor: executor)
    let optimizer = try OptimizerConfiguration(golden.optimizer, ["learning_rate": .number(golden.learningRate)])
    var state = TrainingState(model, optimizer: optimizer, seed: 0, executor: executor)
    let initial = state.parameters.hostCopy()
    begin(model.parameters, initial)
    state.parameters.write(initial)
    var losses: [Double] = []
    let outcome = try trainer.train(&state) { event, _ in
      if case .step(let report) = event { losses.append(report.loss) }
    }
    #expect(outcome == .completed)
    let expectedLosses = golden.stages.flatMap { $0.losses[0] }
    #expect(losses.count == expectedLosses.count)
    for (step, (loss, expected)) in zip(losses, expectedLosses).enumerated() {
      #expect(abs(loss - expected) <= Self.tolerance * abs(expected), "step \(step): \(loss), not \(expected)")
    }
    compare(model.parameters, state.parameters.hostCopy(), golden)
  }

  /// All batches of the trajectory, one after the other.
  private func dataset(_ golden: DenseTrajectory, _ image: ImageShape, steps: Int) throws -> Dataset {
    let size = golden.batchSize
    let pixels = (0..<steps).flatMap { step in
      (0..<size * image.elements).map { UInt8(goldenUniform(stream: 1000 + step, $0) * 256) }
    }
    let labels = (0..<steps).flatMap { step in
      (0..<size).map { Int32(goldenUniform(stream: 2000 + step, $0) * Double(golden.classes)) }
    }
    let images = ImageSet(pixels: pixels, shape: image, labels: golden.classes > 0 ? labels : nil, name: "golden")
    return try Dataset(name: "golden", images: images, split: .none, seed: 0)
  }

  /// The weights that the trajectories begin with.
  private func begin(_ table: ParameterTable, _ parameters: FlatVector) {
    var bound = 1.0
    for (k, entry) in table.enumerated() {
      let dimensions = entry.parameter.dimensions
      // A bias has the bound of the weights before it.
      if dimensions.count > 1 { bound = 1 / Double(dimensions.dropFirst().reduce(1, *)).squareRoot() }
      for i in 0..<entry.parameter.count {
        let u = goldenUniform(stream: k, i)
        let value =
          switch entry.name.split(separator: ".").last {
          case "runningMean": 0.0
          case "runningVariance", "counts": 1.0
          case "scale": 0.5 + u
          case "mean": u
          default: (u - 0.5) * 2 * bound
          }
        parameters[entry.offset + i] = Float(value)
      }
    }
  }

  private func compare(_ table: ParameterTable, _ parameters: FlatVector, _ golden: DenseTrajectory) {
    for (entry, expected) in zip(table, golden.parameters) {
      let count = entry.parameter.count
      let values = (0..<count).map { Double(parameters[entry.offset + $0]) }
      let squares = values.reduce(0) { $0 + $1 * $1 }
      #expect(abs(squares - expected.sumOfSquares) <= Self.tolerance * expected.sumOfSquares, "\(entry.name)")
      let size = (expected.sumOfSquares / Double(count)).squareRoot()
      for (i, sample) in expected.samples.enumerated() {
        let value = values[i * count / 8]
        #expect(
          abs(value - sample) <= Self.tolerance * size, "\(entry.name)[\(i * count / 8)]: \(value), not \(sample)")
      }
    }
  }
}
