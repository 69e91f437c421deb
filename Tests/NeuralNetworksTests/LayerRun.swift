import CPUEngine
import NeuralNetworks
import Tensors
import Testing

/// Layers run once over a batch, and what came of it.
struct LayerRun {
  /// Results by name; gradients and the next values of statistics under `d` and the parameter's name.
  var results: [String: [Float]]

  subscript(name: String) -> [Float] { results[name] ?? [] }

  /// Runs what `trace` gives for `inputs` (name, dimensions of a sample, numbers), with `parameters` of `model` in place of
  /// their starting values.
  init(
    _ model: Any, samples: Int, inputs: [(name: String, dimensions: [Int], values: [Float])],
    parameters given: [String: [Float]] = [:], purpose: TracePurpose = .training,
    at position: RunPosition = RunPosition(), executor: CPUExecutor,
    trace: ([String: Tensor]) -> (results: [(name: String, tensor: Tensor)], loss: Tensor?)
  ) throws {
    let table = ParameterTable(of: model)
    let graph = Graph(parameters: table, purpose: purpose)
    let traced = trace(
      Dictionary(uniqueKeysWithValues: inputs.map { ($0.name, graph.input($0.name, $0.dimensions)) }))
    let read = traced.results.map { (name: $0.name, value: TensorResult($0.tensor)) }
    let program = try Program(graph, tensors: read.map(\.value), differentiating: traced.loss)
    let prepared = executor.prepare(program, capacity: samples)
    let weights = table.initialValues(seed: 1)
    for entry in table {
      guard let values = given[entry.name] else { continue }
      for (i, value) in values.enumerated() { weights[entry.offset + i] = value }
    }
    let gradients = FlatVector(count: table.vectorCount)
    var kept: [UnsafeMutableBufferPointer<Float>] = []
    defer { for buffer in kept { buffer.deallocate() } }
    var feeds: [String: Feed] = [:]
    for input in inputs where program.inputNames.contains(input.name) {
      let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: input.values.count)
      _ = buffer.initialize(from: input.values)
      kept.append(buffer)
      feeds[input.name] = .floats(try #require(UnsafePointer(buffer.baseAddress)))
    }
    prepared.run(
      count: samples, feeds: feeds, parameters: weights, gradients: traced.loss == nil ? nil : gradients,
      at: position)
    results = [:]
    for (name, value) in read { results[name] = prepared.values(of: value) }
    if traced.loss != nil {
      let next = FlatVector(weights)
      prepared.renewStatistics(of: next, in: program.renewedRanges)
      for entry in table {
        let values = entry.parameter.role.isTrained ? gradients : next
        results["d\(entry.name)"] = entry.range.map { values[$0] }
      }
    }
  }

  /// The outputs of one layer for `values`.
  static func outputs(
    of layer: any Module, _ dimensions: [Int], samples: Int, _ values: [Float], purpose: TracePurpose,
    at position: RunPosition = RunPosition(), executor: CPUExecutor
  ) throws -> [Float] {
    try LayerRun(
      layer, samples: samples, inputs: [("x", dimensions, values)], purpose: purpose, at: position, executor: executor
    ) { at in ([("y", at["x"].map { layer($0) }!)], nil) }["y"]
  }
}

extension Tensor {
  /// Σ over all samples and elements of self · `other`: a loss whose gradient in `self` is `other`.
  func contracted(with other: Tensor, samples: Int) -> Tensor {
    Float(samples) * (self * other).summedPerSample().batchMean()
  }
}

/// Calls `body` with an executor for every instruction set and 1, 2 and 7 threads.
func onEveryExecutor(_ body: (CPUExecutor, _ title: String) throws -> Void) rethrows {
  for set in InstructionSet.available {
    for threads in [1, 2, 7] {
      let team = ThreadPool(count: threads)
      defer { team.close() }
      try body(CPUExecutor(set, threads: team), "\(set) with \(threads) threads")
    }
  }
}

/// Records an issue unless each number is within `tolerance` · max(1, |wanted|) of what is wanted.
func expectNear(
  _ got: [Float], _ wanted: [Double], within tolerance: Double, _ what: @autoclosure () -> String,
  _ place: SourceLocation = #_sourceLocation
) {
  guard got.count == wanted.count else {
    Issue.record("\(what()): \(got.count) numbers, not \(wanted.count)", sourceLocation: place)
    return
  }
  for (i, (x, y)) in zip(got, wanted).enumerated() where !(abs(Double(x) - y) <= tolerance * max(1, abs(y))) {
    Issue.record("\(what()): element \(i) is \(x), not \(y)", sourceLocation: place)
    return
  }
}
