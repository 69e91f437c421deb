import CPUEngine
import Foundation
import ImageShapes
import Randomness
import Tensors
import Testing

/// Numbers with a name and a shape.
struct Numbers: Sendable {
  var name: String
  var dimensions: [Int]
  var values: [Float]

  init(_ name: String, _ dimensions: [Int], _ values: [Float]) {
    self.name = name
    self.dimensions = dimensions
    self.values = values
  }

  /// Values in -1 to 1 that depend on `seed` alone; `samples` of them for an input.
  init(_ name: String, _ dimensions: [Int], samples: Int = 1, seed: UInt64) {
    self.init(name, dimensions, Self.drawn(samples * dimensions.reduce(1, *), seed: seed))
  }

  /// `count` values in -1 to 1.
  static func drawn(_ count: Int, seed: UInt64) -> [Float] {
    let source = Philox(seed: seed, purpose: .shuffling)
    return (0..<count).map { Float(source.bits(element: UInt32($0))[0] >> 8) / 0x1p23 - 1 }
  }
}

/// What a test's model gives: values to read, and a loss to differentiate.
struct Traced {
  var results: [(name: String, tensor: Tensor)] = []
  var loss: Tensor?
}

/// A small model with all its numbers, to be run in many ways that must agree.
struct Experiment {
  /// Samples of the batch.
  var samples: Int
  /// Samples that the program is prepared for; as many as the batch has when nil.
  var capacity: Int?
  var inputs: [Numbers]
  var parameters: [Numbers]
  /// Where in a run the batch is.
  var position = RunPosition()
  /// The trace, from inputs and parameters by name.
  var model: (_ values: [String: Tensor]) -> Traced

  /// The trace of the model: results, the loss's gradient in each input x as a result `dx`, and the program.
  func traced() throws -> (graph: Graph, results: [(name: String, tensor: Tensor)], loss: Tensor?, program: Program) {
    let kept = parameters.map { ($0.name, Parameter($0.dimensions, .constant(0))) }
    let table = ParameterTable(kept.map { (name: $0.0, parameter: $0.1) })
    let graph = Graph(parameters: table)
    var values: [String: Tensor] = [:]
    for input in inputs { values[input.name] = graph.input(input.name, input.dimensions) }
    for (name, parameter) in kept { values[name] = graph.value(of: parameter) }
    var traced = model(values)
    if let loss = traced.loss {
      let sources = inputs.compactMap { values[$0.name] }
      for (input, gradient) in zip(inputs, graph.gradients(of: loss, withRespectTo: sources)) {
        if let gradient { traced.results.append(("d\(input.name)", gradient)) }
      }
    }
    let program = try Program(
      graph, tensors: traced.results.map { TensorResult($0.tensor) }, differentiating: traced.loss)
    return (graph, traced.results, traced.loss, program)
  }

  /// Each result under its name, and the loss's gradient for each input and parameter x under `dx`.
  func run(on set: InstructionSet, threads: Int) throws -> [String: [Float]] {
    let (graph, results, loss, program) = try traced()
    let team = ThreadPool(count: threads)
    defer { team.close() }
    let prepared = CPUExecutor(set, threads: team).prepare(program, capacity: capacity ?? samples)
    let table = graph.parameters
    let weights = FlatVector(count: table.vectorCount)
    let gradients = FlatVector(count: table.vectorCount)
    for (entry, numbers) in zip(table, parameters) {
      for (i, value) in numbers.values.enumerated() { weights[entry.offset + i] = value }
    }
    // What was there before must not matter: gradients are written, not added.
    for i in 0..<gradients.count { gradients[i] = .nan }
    withFeeds(inputs[...], [:]) { feeds in
      prepared.run(count: samples, feeds: feeds, parameters: weights, gradients: gradients, at: position)
    }
    var outcome: [String: [Float]] = [:]
    for (name, tensor) in results { outcome[name] = prepared.values(of: TensorResult(tensor)) }
    if loss != nil {
      for entry in table {
        outcome["d\(entry.name)"] = (0..<entry.parameter.count).map { gradients[entry.offset + $0] }
      }
    }
    return outcome
  }

  /// The outcome on every instruction set, after a check that these numbers of threads give the same bytes.
  func runEverywhere(
    threads: [Int] = [1, 2, 7], _ place: SourceLocation = #_sourceLocation
  ) throws -> [(set: String, outcome: [String: [Float]])] {
    try InstructionSet.available.map { set in
      let alone = try run(on: set, threads: threads[0])
      for threads in threads.dropFirst() {
        let together = try run(on: set, threads: threads)
        for (name, values) in alone {
          #expect(
            values.map(\.bitPattern) == together[name]?.map(\.bitPattern),
            "\(name) differs with \(threads) threads on \(set.name)", sourceLocation: place)
        }
      }
      return (set.name, alone)
    }
  }

  private func withFeeds(_ left: ArraySlice<Numbers>, _ feeds: [String: Feed], _ body: ([String: Feed]) -> Void) {
    guard let first = left.first else { return body(feeds) }
    first.values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      withFeeds(left.dropFirst(), feeds.merging([first.name: .floats(base)]) { $1 }, body)
    }
  }
}

extension Tensor {
  /// Σ over all samples and elements of self · `other`: a loss whose gradient in `self` is `other`.
  func contracted(with other: Tensor, samples: Int) -> Tensor {
    Float(samples) * (self * other).summedPerSample().batchMean()
  }
}
