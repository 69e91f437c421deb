import CPUEngine
import ImageShapes
import NeuralNetworks
import Randomness
import Tensors
import Testing

/// Layers have the parameters and shapes of their papers.
@Suite struct LayerShapeTests {
  private func shape(_ layer: any Module, _ dimensions: [Int]) throws -> Shape {
    let graph = Graph(parameters: ParameterTable(of: layer))
    let y = layer(graph.input("x", dimensions))
    try graph.check()
    return y.shape
  }

  @Test
  func `output shapes`() throws {
    #expect(try shape(ConvTranspose2d(8, 3, kernel: 4, stride: 2, padding: 1), [8, 7, 7]) == .batched([3, 14, 14]))
    #expect(
      try shape(ConvTranspose2d(8, 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1), [8, 7, 7])
        == .batched([3, 14, 14]))
    #expect(try shape(MaxPool2d(2), [3, 7, 6]) == .batched([3, 3, 3]))
    #expect(try shape(MaxPool2d(3, stride: 2, padding: 1), [3, 7, 6]) == .batched([3, 4, 3]))
    #expect(try shape(MaxPool2d(2, roundsUp: true), [3, 7, 6]) == .batched([3, 4, 3]))
    // As PyTorch counts with ceil_mode: a window that starts in the last padding is left out.
    for (extent, window, stride, padding, count) in [
      (1, 2, 2, 0, 1), (1, 3, 2, 1, 1), (5, 2, 2, 1, 3), (6, 2, 2, 1, 4), (7, 3, 2, 0, 3), (8, 3, 2, 0, 4),
      (8, 3, 2, 1, 5), (9, 4, 3, 2, 4), (5, 2, 3, 0, 2), (4, 2, 3, 0, 2), (3, 2, 3, 0, 1),
    ] {
      #expect(
        try shape(MaxPool2d(window, stride: stride, padding: padding, roundsUp: true), [1, extent, extent])
          == .batched([1, count, count]), "\((extent, window, stride, padding))")
    }
    #expect(try shape(AvgPool2d(2), [3, 7, 6]) == .batched([3, 3, 3]))
    #expect(try shape(Upsample(3), [2, 4, 5]) == .batched([2, 12, 15]))
    #expect(try shape(Upsample(2, .bilinear), [2, 4, 5]) == .batched([2, 8, 10]))
    #expect(try shape(Flatten(), [2, 4, 5]) == .batched([40]))
    #expect(try shape(Reshape([5, 8]), [2, 4, 5]) == .batched([5, 8]))
    #expect(try shape(ZeroPad2d(Margins(2)), [2, 4, 5]) == .batched([2, 8, 9]))
    #expect(try shape(BatchNorm(2), [2, 4, 5]) == .batched([2, 4, 5]))
    let rest: [any Module] = [
      ReLU(), LeakyReLU(slope: 0.2), ELU(), SELU(), GELU(), Softplus(), Tanh(), Sigmoid(), Softmax(groupsOf: 4),
      MultiplyByConstant(0.5), StopGradient(), Dropout(0.5), GaussianNoise(1), UniformNoise(0...1), TopK(2),
      LifetimeSparsity(0.5),
    ]
    for layer in rest { #expect(try shape(layer, [8]) == .batched([8]), "\(layer)") }
    #expect(try shape(SpatialSparsity(), [2, 4, 5]) == .batched([2, 4, 5]))
    #expect(throws: ShapeError.self) { try shape(LSTM(3, 2), [7]) }
  }

  @Test
  func `parameters and their names`() {
    let transposed = ParameterTable(of: ConvTranspose2d(8, 3, kernel: 4))
    #expect(transposed.map(\.name) == ["weight", "bias"])
    #expect(transposed.map(\.parameter.dimensions) == [[8, 3, 4, 4], [3]])
    let norm = ParameterTable(of: BatchNorm(5))
    #expect(norm.map(\.name) == ["scale", "shift", "runningMean", "runningVariance"])
    #expect(norm.parameterCount == 10)
    let values = norm.initialValues(seed: 1)
    #expect(norm[0].range.allSatisfy { values[$0] >= 0 && values[$0] < 1 })
    #expect(Set(norm[0].range.map { values[$0] }).count == 5)
    #expect(norm[1].range.allSatisfy { values[$0] == 0 })
    #expect(norm[2].range.allSatisfy { values[$0] == 0 })
    #expect(norm[3].range.allSatisfy { values[$0] == 1 })
  }

  @Test
  func `a tied layer adds a bias alone, and is the adjoint of the layer it is tied to`() throws {
    struct Pair: Module {
      let there: Linear
      let back: TiedLinear
      func callAsFunction(_ x: Tensor) -> Tensor { back(there(x)) }
    }
    let there = Linear(6, 4)
    let pair = Pair(there: there, back: TiedLinear(to: there))
    let table = ParameterTable(of: pair)
    #expect(table.map(\.name) == ["there.weight", "there.bias", "back.bias"])
    #expect(try shape(pair, [6]) == .batched([6]))

    struct Maps: Module {
      let there: Conv2d
      let back: TiedConvTranspose2d
      func callAsFunction(_ x: Tensor) -> Tensor { back(there(x)) }
    }
    let maps = Conv2d(3, 5, kernel: 4, stride: 2, padding: 1)
    let both = Maps(there: maps, back: TiedConvTranspose2d(to: maps))
    #expect(ParameterTable(of: both).map(\.name) == ["there.weight", "there.bias", "back.bias"])
    #expect(try shape(both, [3, 8, 8]) == .batched([3, 8, 8]))
    // <W x, y> = <x, Wᵀ y>
    for (layer, back, sample, code) in [
      (there as any Module, pair.back as any Module, [6], [4]), (maps, both.back, [3, 8, 8], [5, 4, 4]),
    ] {
      try onEveryExecutor { executor, title in
        let (x, y) = (numbers(2 * sample.reduce(1, *), 1), numbers(2 * code.reduce(1, *), 2))
        let zeros = ["there.bias": [Float](repeating: 0, count: 8), "back.bias": [Float](repeating: 0, count: 8)]
        let model: Any = layer is Linear ? pair : both
        let table = ParameterTable(of: model)
        let biases = Dictionary(
          uniqueKeysWithValues: table.filter { zeros[$0.name] != nil }.map {
            ($0.name, [Float](repeating: 0, count: $0.parameter.count))
          })
        let run = try LayerRun(
          model, samples: 2, inputs: [("x", sample, x), ("y", code, y)], parameters: biases, executor: executor
        ) { at in
          let left = (layer(at["x"]!) * at["y"]!).summedPerSample().batchMean()
          let right = (at["x"]! * back(at["y"]!)).summedPerSample().batchMean()
          return ([("left", left), ("right", right)], nil)
        }
        expectNear(run["left"], run["right"].map(Double.init), within: 1e-5, "\(layer) on \(title)")
      }
    }
  }

  private func numbers(_ count: Int, _ seed: UInt64) -> [Float] {
    let source = Philox(seed: seed, purpose: .benchmarking)
    return (0..<count).map { Float(source.bits(element: UInt32($0))[0] >> 8) / 0x1p23 - 1 }
  }
}
