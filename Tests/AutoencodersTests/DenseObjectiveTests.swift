import Autoencoders
import CPUEngine
import Foundation
import ImageData
import ImageFormats
import ImageShapes
import NeuralNetworks
import Settings
import Tensors
import Testing
import Training

/// What the originals of these models got wrong.
@Suite struct DenseObjectiveTests {
  private static let image = ImageShape(channels: 1, height: 3, width: 4)
  private let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))

  private func numbers(_ count: Int) -> [Float] {
    (0..<count * Self.image.elements).map { Float(goldenUniform(stream: 9, $0)) }
  }

  /// The value and gradients of what `trace` makes of `count` images; gradients are those of a scalar.
  private func run(
    _ model: some Autoencoder, count: Int, at position: RunPosition = RunPosition(),
    purpose: TracePurpose = .training, parameters: FlatVector? = nil,
    _ trace: (Tensor) -> Tensor
  ) throws -> (values: [Float], table: ParameterTable, parameters: FlatVector, gradients: FlatVector) {
    let table = ParameterTable(of: model)
    let graph = Graph(parameters: table, purpose: purpose)
    let traced = trace(graph.input("images", Self.image.dimensions))
    let result = TensorResult(traced)
    let isLoss = traced.shape == .unbatched([])
    let program = executor.prepare(
      try Program(graph, tensors: [result], differentiating: isLoss ? traced : nil), capacity: count)
    let parameters = parameters ?? table.initialValues(seed: 3)
    let gradients = FlatVector(count: table.vectorCount)
    numbers(count).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      program.run(
        count: count, feeds: ["images": .floats(base)], parameters: parameters, gradients: isLoss ? gradients : nil,
        at: position)
    }
    return (program.values(of: result), table, parameters, gradients)
  }

  private func values(_ vector: FlatVector, _ table: ParameterTable, _ name: String) -> [Double] {
    (table.first { $0.name == name }?.range ?? 0..<0).map { Double(vector[$0]) }
  }

  /// Weights and biases of the encoder's first layer, called `layer`, and the gradient that the penalty adds to theirs.
  private func addedGradient(
    _ plain: some ModelConfiguration, _ penalized: some ModelConfiguration, count: Int, layer: String
  ) throws -> (weight: [Double], bias: [Double], dWeight: [Double], dBias: [Double]) {
    func trained(_ model: any Autoencoder) throws -> (ParameterTable, FlatVector, FlatVector) {
      let run = try run(model, count: count) { model.loss(on: $0, against: $0) }
      return (run.table, run.parameters, run.gradients)
    }
    let without = try trained(plain.makeModel(for: Self.image))
    let (table, parameters, gradients) = try trained(penalized.makeModel(for: Self.image))
    func difference(_ name: String) -> [Double] {
      zip(values(gradients, table, name), values(without.2, without.0, name)).map { $0 - $1 }
    }
    let (weight, bias) = ("\(layer).weight", "\(layer).bias")
    return (
      values(parameters, table, weight), values(parameters, table, bias), difference(weight), difference(bias)
    )
  }

  @Test func `the contractive penalty is in the gradient, as its closed form has it`() throws {
    let (units, pixels, count) = (5, Self.image.elements, 6)
    func model(_ weight: Double) -> ContractiveAE {
      with(ContractiveAE()) {
        $0.codeSize = units
        $0.weight = weight
      }
    }
    let found = try addedGradient(model(0), model(10), count: count, layer: "encoder.0")
    // dW = 2 (h (1 - h))² W + g x and db = g with g = 2 (h (1 - h))² (1 - 2 h) S, S = Σ W², summed over the batch.
    let x = numbers(count).map(Double.init)
    for j in 0..<units {
      let row = found.weight[j * pixels..<(j + 1) * pixels].map { $0 }
      let s = row.reduce(0) { $0 + $1 * $1 }
      var (dRow, dBias) = ([Double](repeating: 0, count: pixels), 0.0)
      for n in 0..<count {
        let image = x[n * pixels..<(n + 1) * pixels]
        let z = zip(row, image).reduce(found.bias[j]) { $0 + $1.0 * $1.1 }
        let h = 1 / (1 + exp(-z))
        let slope = h * (1 - h) * h * (1 - h)
        let g = 2 * slope * (1 - 2 * h) * s
        for (i, pixel) in image.enumerated() { dRow[i] += 2 * slope * row[i] + g * pixel }
        dBias += g
      }
      #expect(abs(found.dBias[j] - 10 * dBias) < 1e-4)
      for i in 0..<pixels { #expect(abs(found.dWeight[j * pixels + i] - 10 * dRow[i]) < 1e-4) }
    }
  }

  @Test(arguments: [2, 9])
  func `the L1 penalty's gradient is the sign of the activations, summed over the batch`(_ count: Int) throws {
    func model(_ weight: Double) -> SparseAE {
      with(SparseAE()) {
        $0.codeSize = 30
        $0.l1Weight = weight
      }
    }
    let found = try addedGradient(model(0), model(0.5), count: count, layer: "encoder")
    let x = numbers(count).map(Double.init)
    let pixels = Self.image.elements
    for j in 0..<30 {
      let active = (0..<count).filter { n in
        (0..<pixels).reduce(found.bias[j]) { $0 + found.weight[j * pixels + $1] * x[n * pixels + $1] } > 0
      }.count
      #expect(abs(found.dBias[j] - 0.5 * Double(active)) < 1e-5)
    }
  }

  @Test func `a penalty that is summed over a batch is trained on but not measured`() throws {
    let summed = with(SparseAE()) { $0.l1Weight = 1 }
    let averaged = with(SparseAE()) {
      $0.l1Weight = 1
      $0.l1Reduction = .mean
    }
    func loss(_ configuration: SparseAE, _ purpose: TracePurpose) throws -> Float {
      let model = try configuration.makeModel(for: Self.image)
      return try run(model, count: 4, purpose: purpose) { model.loss(on: $0, against: $0) }.values[0]
    }
    let plain = try loss(summed, .inference)
    let (sum, mean) = (try loss(summed, .training) - plain, try loss(averaged, .training) - plain)
    #expect(mean > 0.1)
    #expect(abs(sum - 4 * mean) < 1e-3 * sum)
    #expect(try loss(averaged, .inference) == loss(averaged, .training))
  }

  private func network(_ model: some LayeredModel) throws -> LayeredAutoencoder {
    try LayeredAutoencoder(#require(try model.network(for: Self.image)), image: Self.image)
  }

  @Test(arguments: [1, 7, 20, 41])
  func `of a batch the strongest 5 % are heard, in training alone, and pass gradients alone`(_ count: Int) throws {
    let model = try network(with(WTAAE()) { $0.codeSize = 50 })
    let kept = (count + 19) / 20
    let training = try run(model, count: count) { model.encode($0).values }
    let all = try run(model, count: count, purpose: .inference) { model.encode($0).values }
    let (winners, activations) = (training.values, all.values)
    let sums = try run(model, count: count) { model.encode($0).values.summedPerSample().summedOverBatch() }
    let gradients = values(sums.gradients, sums.table, "encoder.bias")
    for unit in 0..<50 {
      let column = (0..<count).map { activations[$0 * 50 + unit] }
      let threshold = column.sorted(by: >)[kept - 1]
      let expected = column.map { $0 >= threshold ? $0 : 0 }
      #expect((0..<count).map { winners[$0 * 50 + unit] } == expected)
      #expect(gradients[unit] == Double(expected.count { $0 > 0 }))
    }
    // Otherwise every active unit is heard.
    #expect(activations.count { $0 > 0 } > 50 * kept / 2)
  }

  @Test func `a divergence is zero for the prior and grows away from it`() throws {
    let model = try network(with(VAE()) { $0.hidden = [3] })
    func divergence(_ mean: Float, _ logVariance: Float) throws -> Float {
      try run(model, count: 2) { images in
        let zero = 0 * images.flattened()
        return GaussianCode(mean: zero + mean, logVariance: zero + logVariance).divergence
      }.values[0] / 12
    }
    #expect(try divergence(0, 0) == 0)
    #expect(abs(try divergence(2, 0) - 2) < 1e-5)
    #expect(abs(try divergence(-2, 0) - 2) < 1e-5)
    #expect(abs(try divergence(0, 1) - (exp(1) - 2) / 2) < 1e-5)
    #expect(abs(try divergence(0, -1) - exp(-1) / 2) < 1e-5)
  }

  /// A model that is trained by some of another's objectives alone.
  private struct Part<Model: Autoencoder>: Autoencoder {
    let model: Model
    let objective: Int
    func encode(_ images: Tensor) -> Model.Code { model.encode(images) }
    func decode(_ code: Model.Code) -> DecoderOutput { model.decode(code) }
    func embedding(of images: Tensor) -> Tensor { model.embedding(of: images) }
    var stages: [TrainingStage] { [TrainingStage("part", [model.stages[0].objectives[objective]])] }
  }

  @Test(arguments: [0, 1])
  func `generator and discriminator leave each other's parameters and statistics as they are`(_ objective: Int) throws {
    let configuration = with(AAE()) { $0.hidden = [8, 6] }
    func part(_ model: some Autoencoder) -> any Autoencoder { Part(model: model, objective: objective) }
    let model = try TracedModel(part(configuration.makeModel(for: Self.image)), image: Self.image)
    let changed = try changes(model, epochs: 1)[0]
    // Batch normalisations remove the biases before them, which have no gradient.
    let removed = [
      "encoder.0", "encoder.3", "decoder.0", "decoder.3", "decoder.6", "discriminator.0", "discriminator.3",
    ]
    let names = Set(model.parameters.map(\.name)).subtracting(removed.map { "model.\($0).bias" })
    let discriminator = names.filter { $0.hasPrefix("model.discriminator") }
    #expect(changed == (objective == 0 ? names.subtracting(discriminator) : discriminator))
  }

  @Test func `each stage of a stack changes its own block alone, and the last one all that is kept`() throws {
    let stacked = try with(GreedyStackedAE()) { $0.hidden = [9, 7, 5] }.makeModel(for: Self.image)
    let model = try TracedModel(stacked, image: Self.image)
    let changed = try changes(model, epochs: 2)
    func names(_ prefixes: String...) -> Set<String> {
      Set(model.parameters.map(\.name).filter { name in prefixes.contains { name.hasPrefix($0 + ".") } })
    }
    #expect(
      changed == [
        names("encoders.0", "blockDecoders.0"), names("encoders.1", "blockDecoders.1"),
        names("encoders.2", "blockDecoders.2"), names("encoders", "decoder"),
      ])
  }

  @Test func `a later block restores unbounded features, with an error that is never below zero`() throws {
    let stacked = try with(GreedyStackedAE()) { $0.hidden = [9, 7] }.makeModel(for: Self.image)
    let table = ParameterTable(of: stacked)
    let parameters = table.initialValues(seed: 3)
    // Features far above 1, of which a cross-entropy would be far below zero; nothing restored.
    func range(_ name: String) throws -> Range<Int> { try #require(table.first { $0.name == name }).range }
    for i in try range("encoders.0.weight") { parameters[i] = 5 }
    for i in try range("blockDecoders.1.weight") { parameters[i] = 0 }
    for i in try range("blockDecoders.1.bias") { parameters[i] = 0 }
    let found = try run(stacked, count: 3, parameters: parameters) {
      stacked.stages[1].objectives[0].loss($0, $0)
    }
    let bias = values(parameters, table, "encoders.0.bias")
    let x = numbers(3).map(Double.init)
    let squares = (0..<3).flatMap { n in
      let sum = 5 * x[n * 12..<(n + 1) * 12].reduce(0, +)
      return bias.map { max(0, sum + $0) * max(0, sum + $0) }
    }
    let expected = squares.reduce(0, +) / Double(squares.count)
    #expect(expected > 100)
    #expect(abs(Double(found.values[0]) - expected) < 1e-5 * expected)
  }

  /// The names of the parameters that each stage changes.
  private func changes(_ model: TracedModel, epochs: Int) throws -> [Set<String>] {
    let pixels = (0..<20 * Self.image.elements).map { UInt8(goldenUniform(stream: 4, $0) * 256) }
    let dataset = try Dataset(
      name: "twenty", images: ImageSet(pixels: pixels, shape: Self.image, name: "twenty"), split: .none, seed: 0)
    let trainer = try Trainer(
      model, dataset, TrainingSettings(batchSize: 10, epochs: epochs, scaling: .unit), executor: executor)
    var state = TrainingState(
      model, optimizer: try OptimizerConfiguration("sgd", ["learning_rate": 1]), seed: 1, executor: executor)
    func snapshot(_ parameters: any DeviceVector) -> [[Float]] {
      let host = parameters.hostCopy()
      return model.parameters.map { entry in entry.range.map { host[$0] } }
    }
    var snapshots = [snapshot(state.parameters)]
    _ = try trainer.train(&state) { event, state in
      if case .epoch(let report) = event, report.epoch.isMultiple(of: epochs) {
        snapshots.append(snapshot(state.parameters))
      }
    }
    return zip(snapshots, snapshots.dropFirst()).map { before, after in
      Set(model.parameters.indices.filter { before[$0] != after[$0] }.map { model.parameters[$0].name })
    }
  }
}
