import CPUEngine
import Tensors
import Testing

/// What a plan says of its stages, and what a run notes of them.
@Suite struct ProgramProfileTests {
  /// A small network over inputs `x`, prepared for `capacity` samples by an executor that is profiling.
  private func prepared(
    _ parameters: [(name: String, dimensions: [Int])], input: [Int], capacity: Int = 10, isProfiling: Bool = true,
    threads: Int = 2, loses: Bool = false, _ model: (_ x: Tensor, _ at: [String: Tensor]) -> Tensor
  ) throws -> (program: any PreparedProgram, table: ParameterTable, y: TensorResult) {
    let kept = parameters.map { ($0.name, Parameter($0.dimensions, .constant(0.1))) }
    let table = ParameterTable(kept.map { (name: $0.0, parameter: $0.1) })
    let graph = Graph(parameters: table)
    let x = graph.input("x", input)
    let y = model(x, Dictionary(uniqueKeysWithValues: kept.map { ($0.0, graph.value(of: $0.1)) }))
    let executor = CPUExecutor(
      InstructionSet.available[0], threads: ThreadPool(count: threads), isProfiling: isProfiling)
    let program = try Program(graph, tensors: [TensorResult(y)], differentiating: loses ? y : nil)
    return (executor.prepare(program, capacity: capacity), table, TensorResult(y))
  }

  private func run(_ program: any PreparedProgram, _ table: ParameterTable, samples: Int, elements: Int) {
    let numbers = [Float](repeating: 0.5, count: samples * elements)
    numbers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      program.run(
        count: samples, feeds: ["x": .floats(base)], parameters: table.initialValues(seed: 0),
        gradients: FlatVector(count: table.vectorCount))
    }
  }

  @Test func `an executor counts the memory of its programs while they live`() throws {
    let graph = Graph(parameters: ParameterTable([]))
    let result = TensorResult(relu(graph.input("x", [6])))
    let program = try Program(graph, tensors: [result])
    let executor = CPUExecutor(InstructionSet.available[0], threads: ThreadPool(count: 1))
    #expect(executor.preparedBytes == 0)
    do {
      let small = executor.prepare(program, capacity: 1)
      let bytes = executor.preparedBytes
      #expect(bytes >= 6 * 4)
      let large = executor.prepare(program, capacity: 100)
      #expect(executor.preparedBytes >= bytes + 100 * 6 * 4)
      withExtendedLifetime((small, large)) {}
    }
    #expect(executor.preparedBytes == 0)
  }

  @Test func `a linear layer's stage counts its products, its epilogue and what crosses it`() throws {
    let (program, _, _) = try prepared([("w", [4, 6]), ("b", [4])], input: [6]) { x, at in
      relu(x.multiplied(byTransposed: at["w"]!).adding(bias: at["b"]!))
    }
    let stages = try #require(program.profile).stages
    #expect(stages.count == 2)
    // The weights are read and written again, 24 floats, for the kernels' layout.
    #expect(stages[0].title == "packing of weights: matrix product 6→4 + bias + relu")
    #expect(stages[0].arithmetic == BatchCount())
    #expect(stages[0].bytes == BatchCount(fixed: 2 * 4 * 24))
    #expect(stages[1].operations == ["input x", "matrix product 6→4 + bias + relu"])
    #expect(stages[1].title == "matrix product 6→4 + bias + relu and 1 more")
    // Scaling of 6 pixels, 24 products, 4 biases, 4 activations.
    #expect(stages[1].arithmetic == BatchCount(perImage: 2 * 6 + 2 * 24 + 4 + 4))
    // 6 bytes of pixels in, 4 floats out; 24 weights and 4 biases. The floats of x stay in the cache.
    #expect(stages[1].bytes == BatchCount(perImage: 6 + 4 * 4, fixed: 4 * (24 + 4)))
    #expect(stages[1].arithmetic.total(images: 10) == 680)
  }

  @Test func `a convolution counts a product for each weight at each pixel`() throws {
    let (program, _, _) = try prepared([("w", [3, 2, 3, 3])], input: [2, 5, 5]) { x, at in
      tanh(x.convolved(with: at["w"]!, padding: 1))
    }
    let stage = try #require(program.profile?.stages.last)
    #expect(stage.operations == ["input x", "convolution 3x3 2→3 + tanh"])
    #expect(stage.arithmetic == BatchCount(perImage: 2 * 50 + 2 * (3 * 5 * 5) * (2 * 3 * 3) + 16 * 75))
    #expect(stage.bytes == BatchCount(perImage: 50 + 4 * 75, fixed: 4 * 54))
  }

  @Test func `a strided convolution and the one that mirrors it count the same products`() throws {
    let (down, _, _) = try prepared([("w", [4, 3, 4, 4])], input: [3, 8, 8]) { x, at in
      x.convolved(with: at["w"]!, stride: 2, padding: 1)
    }
    let (up, _, _) = try prepared([("w", [4, 3, 4, 4])], input: [4, 4, 4]) { x, at in
      x.transposeConvolved(with: at["w"]!, stride: 2, padding: 1)
    }
    let products = 2 * (4 * 4 * 4) * (3 * 4 * 4)
    let (first, second) = (try #require(down.profile?.stages.last), try #require(up.profile?.stages.last))
    #expect(first.operations.last == "convolution 4x4 3→4 stride 2")
    #expect(second.operations.last == "transposed convolution 4x4 4→3 stride 2")
    #expect(first.arithmetic.perImage == 2 * 192 + products)
    #expect(second.arithmetic.perImage == 2 * 64 + products)
  }

  @Test func `the gradient's stages count the products of their adjoints`() throws {
    let (program, _, _) = try prepared([("w", [4, 6])], input: [6], loses: true) { x, at in
      x.multiplied(byTransposed: at["w"]!).summedPerSample().batchMean()
    }
    let stages = try #require(program.profile).stages
    let stage = try #require(
      stages.first { $0.operations.contains("weight gradient of matrix product 6→4") })
    #expect(stage.arithmetic.perImage >= 2 * 24 && stage.arithmetic.perImage <= 2 * 24 + 1)
    #expect(stage.bytes.fixed >= 4 * 24)
    // The gradient's input and the layer's, 4 and 6 floats.
    #expect(stage.bytes.perImage >= 4 * (4 + 6))
  }

  @Test(arguments: [1, 10, 37, 100]) func `the tasks of a stage have all of its arithmetic`(_ images: Int) throws {
    let (program, _, _) = try prepared(
      [("w", [90, 6]), ("v", [6, 90])], input: [6], capacity: 100, loses: true
    ) { x, at in
      let code = relu(x.multiplied(byTransposed: at["w"]!))
      return code.multiplied(byTransposed: at["v"]!).summedPerSample().batchMean()
    }
    for stage in try #require(program.profile).stages {
      let all = stage.arithmetic.total(images: images)
      let expected = Double(all > 0 ? all : stage.bytes.total(images: images))
      let loads = stage.loads(images: images)
      #expect(abs(loads.reduce(0, +) - expected) < 1e-9 * expected + 1e-9, "\(stage.title)")
      #expect(loads.allSatisfy { $0 > 0 }, "\(stage.title)")
    }
  }

  @Test func `a run notes every stage, and no more time than has passed`() throws {
    let (program, table, _) = try prepared([("w", [300, 400])], input: [400], capacity: 200) { x, at in
      relu(x.multiplied(byTransposed: at["w"]!))
    }
    let profile = try #require(program.profile)
    let begin = ContinuousClock.now
    for _ in 0..<5 { run(program, table, samples: 120, elements: 400) }
    let passed = ContinuousClock.now - begin
    #expect((profile.runs, profile.images) == (5, 600))
    #expect(profile.times.count == profile.stages.count)
    #expect(profile.times.allSatisfy { $0.seconds > 0 && $0.idleSeconds >= 0 && $0.idleSeconds <= 2 * $0.seconds })
    #expect(Duration.seconds(profile.times.reduce(0) { $0 + $1.seconds }) <= passed)
    profile.reset()
    #expect(profile.runs == 0 && profile.times.allSatisfy { $0.seconds == 0 })
  }

  @Test func `profiling changes no number, and is not done unasked`() throws {
    func outputs(isProfiling: Bool) throws -> [Float] {
      let (program, table, y) = try prepared(
        [("w", [3, 2, 3, 3])], input: [2, 9, 9], capacity: 40, isProfiling: isProfiling
      ) { x, at in tanh(x.convolved(with: at["w"]!)) }
      #expect((program.profile != nil) == isProfiling)
      run(program, table, samples: 33, elements: 162)
      return program.values(of: y)
    }
    #expect(try outputs(isProfiling: true) == outputs(isProfiling: false))
  }

  @Test func `tasks go to the thread that is free first`() {
    #expect(Partition([1, 1, 1, 1], threads: 2).shares == [2, 2])
    #expect(Partition([3, 1, 1, 1], threads: 2).shares == [3, 3])
    #expect(Partition([2, 2, 2], threads: 2).imbalance == 4.0 / 3.0)
    #expect(Partition([5], threads: 8).imbalance == 8)
    #expect(Partition([], threads: 8).imbalance == 1)
    let even = Partition([Double](repeating: 1, count: 32), threads: 8)
    #expect(even.imbalance == 1 && even.tasks == 32 && even.mean == 4)
  }
}
