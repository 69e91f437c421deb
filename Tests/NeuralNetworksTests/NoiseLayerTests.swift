import CPUEngine
import NeuralNetworks
import Tensors
import Testing

/// Layers that differ in training.
@Suite struct NoiseLayerTests {
  private let samples = 50
  private let features = 2000
  private var count: Int { samples * features }

  private func outputs(
    _ layer: any Module, _ values: [Float], purpose: TracePurpose = .training, step: Int = 0, seed: UInt64 = 3
  ) throws -> [Float] {
    let team = ThreadPool(count: 2)
    defer { team.close() }
    return try LayerRun.outputs(
      of: layer, [features], samples: samples, values, purpose: purpose, at: RunPosition(seed: seed, step: step),
      executor: CPUExecutor(InstructionSet.available[0], threads: team))
  }

  private func mean(_ values: [Float]) -> Double { values.reduce(0) { $0 + Double($1) } / Double(values.count) }

  private func variance(_ values: [Float]) -> Double {
    let center = mean(values)
    return values.reduce(0) { $0 + (Double($1) - center) * (Double($1) - center) } / Double(values.count)
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func `dropout keeps the mean, zeroes as many as asked, and scales the rest`(_ probability: Double) throws {
    let kept = 1 - probability
    let found = try outputs(Dropout(probability), [Float](repeating: 2, count: count))
    #expect(Set(found).count == 2)
    let zeros = Double(found.count { $0 == 0 }) / Double(count)
    // Five standard deviations of the share of zeros in 100,000 draws.
    #expect(abs(zeros - probability) < 5 * (probability * kept / Double(count)).squareRoot())
    let scaled = try #require(found.max())
    #expect(abs(Double(scaled) - 2 / kept) < 1e-5 * 2 / kept)
    #expect(abs(mean(found) - 2) < 5 * 2 * (probability / kept / Double(count)).squareRoot())
  }

  @Test
  func `Gaussian noise has mean 0 and its deviation`() throws {
    let found = try outputs(GaussianNoise(0.5), [Float](repeating: 1, count: count))
    #expect(abs(mean(found) - 1) < 5 * 0.5 / Double(count).squareRoot())
    #expect(abs(variance(found) / 0.25 - 1) < 5 * (2 / Double(count)).squareRoot())
  }

  @Test
  func `uniform noise fills its range`() throws {
    let found = try outputs(UniformNoise(-0.5...1), [Float](repeating: 1, count: count))
    let (least, most) = (try #require(found.min()), try #require(found.max()))
    #expect(least >= 0.5 && least < 0.501 && most <= 2 && most > 1.999)
    #expect(abs(mean(found) - 1.25) < 5 * 0.433 / Double(count).squareRoot())
    #expect(abs(variance(found) / (1.5 * 1.5 / 12) - 1) < 0.02)
  }

  @Test
  func `noise depends on seed and step, and is none in inference`() throws {
    let values = (0..<count).map { Float($0 % 7) - 3 }
    let layers: [any Module] = [
      Dropout(0.5), GaussianNoise(1), UniformNoise(-1...1), GumbelSoftmax(groupsOf: 10),
    ]
    for layer in layers {
      let first = try outputs(layer, values)
      #expect(first == (try outputs(layer, values)), "\(layer)")
      #expect(first != (try outputs(layer, values, step: 1)), "\(layer)")
      #expect(first != (try outputs(layer, values, seed: 4)), "\(layer)")
      let calm = try outputs(layer, values, purpose: .inference)
      #expect(calm == (try outputs(layer, values, purpose: .inference, step: 1, seed: 9)), "\(layer)")
      if !(layer is GumbelSoftmax) { #expect(calm == values, "\(layer)") }
    }
  }

  @Test
  func `no dropout and no noise change nothing in training either`() throws {
    let values = (0..<count).map { Float($0 % 7) - 3 }
    #expect(try outputs(Dropout(0), values) == values)
    #expect(try outputs(GaussianNoise(0), values) == values)
  }

  @Test
  func `a Gumbel-softmax picks categories as often as the softmax says, and its temperature follows the ramp`() throws {
    // Logits of probabilities 0.1, 0.2, 0.3, 0.4.
    let odds: [Float] = [-2.302585, -1.6094379, -1.2039728, -0.9162907]
    let values = (0..<count).map { odds[$0 % 4] }
    let cold = try outputs(GumbelSoftmax(groupsOf: 4, temperature: Ramp(from: 0.05, to: 0.05, steps: 0)), values)
    let groups = stride(from: 0, to: count, by: 4).map { Array(cold[$0..<$0 + 4]) }
    for group in groups.prefix(100) { #expect(abs(group.reduce(0, +) - 1) < 1e-5) }
    for category in 0..<4 {
      let share = Double(groups.count { $0.firstIndex(of: $0.max() ?? 0) == category }) / Double(groups.count)
      let wanted = 0.1 * Double(category + 1)
      #expect(abs(share - wanted) < 5 * (wanted * (1 - wanted) / Double(groups.count)).squareRoot(), "\(category)")
    }
    let falling = GumbelSoftmax(groupsOf: 4, temperature: Ramp(from: 10, to: 0.05, steps: 5))
    #expect(mean(try outputs(falling, values).map { $0 * $0 }) < 0.1)
    #expect(mean(try outputs(falling, values, step: 5).map { $0 * $0 }) > 0.2)
    let calm = try outputs(falling, [Float](repeating: 0.3, count: count), purpose: .inference)
    #expect(calm.allSatisfy { abs($0 - 0.25) < 1e-6 })
  }

  @Test
  func `sparsity over the batch is for training alone, and k may differ in inference`() throws {
    let values = (0..<count).map { Float(($0 * 7919) % 10_007) }
    #expect(try outputs(LifetimeSparsity(0.1), values, purpose: .inference) == values)
    let winners = try outputs(LifetimeSparsity(0.1), values)
    #expect(winners.count { $0 != 0 } == features * 5)
    #expect(try outputs(TopK(3, inferenceK: 9), values).count { $0 != 0 } == 3 * samples)
    #expect(try outputs(TopK(3, inferenceK: 9), values, purpose: .inference).count { $0 != 0 } == 9 * samples)
  }
}
