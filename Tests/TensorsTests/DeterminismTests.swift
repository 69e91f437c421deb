import CPUEngine
import ImageShapes
import Randomness
import Tensors
import Testing

/// The autoencoders of these tests, small enough for hundreds of steps.
enum SmallModel: CaseIterable, Sendable {
  case convolutional
  case perceptron

  var image: [Int] { self == .convolutional ? [2, 6, 5] : [19] }

  var parameters: [(name: String, parameter: Parameter)] {
    switch self {
    case .convolutional:
      [
        ("encoder.weight", Parameter([5, 2, 3, 3], .torchUniform(fanIn: 18))),
        ("encoder.bias", Parameter([5], .torchUniform(fanIn: 18))),
        ("decoder.weight", Parameter([2, 5, 3, 3], .heTruncatedNormal(fanIn: 45))),
        ("decoder.bias", Parameter([2], .constant(0))),
      ]
    case .perceptron:
      [
        ("encoder.weight", Parameter([13, 19], .torchUniform(fanIn: 19))),
        ("encoder.bias", Parameter([13], .constant(0.1))),
        ("decoder.weight", Parameter([19, 13], .torchUniform(fanIn: 13))),
        ("decoder.bias", Parameter([19], .constant(0))),
      ]
    }
  }

  /// The model's loss, a mean over the batch.
  func loss(_ graph: Graph, _ parameters: [(name: String, parameter: Parameter)]) -> Tensor {
    let p = parameters.map { graph.value(of: $0.parameter) }
    let x = graph.input("x", image)
    switch self {
    case .convolutional:
      let code = x.convolved(with: p[0], padding: 2).adding(bias: p[1]).activated(by: .tanh)
      return code.convolved(with: p[2]).adding(bias: p[3]).binaryCrossEntropy(to: x).batchMean()
    case .perceptron:
      let code = x.multiplied(byTransposed: p[0]).adding(bias: p[1]).activated(by: .relu)
      return code.multiplied(byTransposed: p[2]).adding(bias: p[3]).squaredError(to: x).batchMean()
    }
  }
}

/// A run is determined by its data alone.
@Suite struct DeterminismTests {
  /// 101 images of random bytes.
  private func bytes(_ model: SmallModel) -> [UInt8] {
    let source = Philox(seed: 9, purpose: .shuffling)
    return (0..<101 * model.image.reduce(1, *)).map { UInt8(truncatingIfNeeded: source.bits(element: UInt32($0))[0]) }
  }

  /// Weights and losses after `steps` steps of Adam over epochs of batches of `batch`, the last of them partial.
  private func train(
    _ model: SmallModel, on set: InstructionSet, threads: Int, batch: Int, capacity: Int? = nil, steps: Int
  ) throws -> (weights: [Float], losses: [Float]) {
    let parameters = model.parameters
    let table = ParameterTable(parameters)
    let graph = Graph(parameters: table)
    let loss = model.loss(graph, parameters)
    let result = ScalarResult(loss)
    let program = try Program(graph, scalars: [result], differentiating: loss)
    let team = ThreadPool(count: threads)
    defer { team.close() }
    let executor = CPUExecutor(set, threads: team)
    let prepared = executor.prepare(program, capacity: capacity ?? batch)
    let weights = table.initialValues(seed: 4)
    let (gradients, first, second) = (
      FlatVector(count: table.vectorCount), FlatVector(count: table.vectorCount), FlatVector(count: table.vectorCount)
    )
    let bytes = bytes(model)
    let pixels = model.image.reduce(1, *)
    var losses: [Float] = []
    var (epoch, at) = (0, 0)
    var order = Philox(seed: 1, purpose: .shuffling).permutation(101)
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for _ in 0..<steps {
        let count = min(batch, 101 - at)
        order[at..<at + count].withUnsafeBufferPointer { indices in
          prepared.run(
            count: count,
            feeds: [
              "x": .bytes(base: base, bytesPerSample: pixels, indices: indices, scale: 1 / 255, offset: 0)
            ], parameters: weights, gradients: gradients)
        }
        executor.apply(
          .adam(rate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0, shrinkage: 0), to: weights,
          along: gradients, state: [first, second], ranges: weights.everything)
        losses.append(prepared.value(of: result))
        at += count
        if at == 101 {
          epoch += 1
          at = 0
          order = Philox(seed: 1, purpose: .shuffling, step: epoch).permutation(101)
        }
      }
    }
    return ((0..<weights.count).map { weights[$0] }, losses)
  }

  @Test(arguments: SmallModel.allCases)
  func `hundreds of steps give the same bytes with 1, 2 and 7 threads`(model: SmallModel) throws {
    for set in InstructionSet.available {
      let alone = try train(model, on: set, threads: 1, batch: 40, steps: 300)
      #expect(!alone.losses.contains { !$0.isFinite }, "\(set.name)")
      // It learns: the bytes that are compared are those of a real run.
      let (early, late) = (alone.losses.prefix(30).reduce(0, +), alone.losses.suffix(30).reduce(0, +))
      #expect(late < 0.95 * early, "\(set.name)")
      for threads in [2, 7] {
        let together = try train(model, on: set, threads: threads, batch: 40, steps: 300)
        #expect(alone.weights.map(\.bitPattern) == together.weights.map(\.bitPattern), "\(threads) on \(set.name)")
        #expect(alone.losses.map(\.bitPattern) == together.losses.map(\.bitPattern), "\(threads) on \(set.name)")
      }
    }
  }

  @Test(arguments: SmallModel.allCases)
  func `a program prepared for more samples computes the same`(model: SmallModel) throws {
    for set in InstructionSet.available {
      let exact = try train(model, on: set, threads: 2, batch: 11, steps: 20)
      for capacity in [12, 64, 200] {
        let roomy = try train(model, on: set, threads: 2, batch: 11, capacity: capacity, steps: 20)
        // Sums over samples are grouped otherwise, so that roundings differ; twenty steps of Adam spread them.
        expectClose(
          roomy.weights, exact.weights.map(Double.init), within: 2e-4, "weights, capacity \(capacity) on \(set.name)")
        expectClose(
          roomy.losses, exact.losses.map(Double.init), within: 1e-5, "losses, capacity \(capacity) on \(set.name)")
      }
    }
  }

  @Test(arguments: SmallModel.allCases)
  func `instruction sets agree within roundings`(model: SmallModel) throws {
    let runs = try InstructionSet.available.map { try train(model, on: $0, threads: 2, batch: 40, steps: 5) }
    for run in runs {
      expectClose(run.weights, runs[0].weights.map(Double.init), within: 1e-4, "weights after five steps of Adam")
    }
  }
}
