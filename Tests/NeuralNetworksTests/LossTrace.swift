import CPUEngine
import Foundation
import Tensors
import Testing

/// Values of a batch, or of a parameter, under a name.
struct TracedValues {
  var name: String
  var dimensions: [Int]
  var values: [Float]

  init(_ name: String, _ dimensions: [Int], _ values: [Double]) {
    (self.name, self.dimensions, self.values) = (name, dimensions, values.map { Float($0) })
  }
}

/// A small graph with all its numbers, run on every instruction set.
struct LossTrace {
  var samples: Int
  var inputs: [TracedValues] = []
  var parameters: [TracedValues] = []
  var position = RunPosition(seed: 0, step: 0)
  /// From inputs and parameters by name to results and, where gradients are wanted, a scalar.
  var trace: (Graph, [String: Tensor]) -> (results: [(name: String, tensor: Tensor)], loss: Tensor?)

  /// Each result by name, and the gradient for each input and parameter x under `dx`; the same bytes for 1, 2 and 7 threads.
  func runEverywhere() throws -> [(set: String, outcome: [String: [Float]])] {
    try InstructionSet.available.map { set in
      let alone = try run(on: set, threads: 1)
      for threads in [2, 7] {
        let together = try run(on: set, threads: threads)
        for (name, values) in alone {
          #expect(
            values.map(\.bitPattern) == together[name]?.map(\.bitPattern), "\(name), \(threads) threads, \(set.name)")
        }
      }
      return (set.name, alone)
    }
  }

  func run(on set: InstructionSet, threads: Int) throws -> [String: [Float]] {
    let kept = parameters.map { ($0.name, Parameter($0.dimensions, .constant(0))) }
    let table = ParameterTable(kept.map { (name: $0.0, parameter: $0.1) })
    let graph = Graph(parameters: table, purpose: .training)
    var at: [String: Tensor] = [:]
    for input in inputs { at[input.name] = graph.input(input.name, input.dimensions) }
    for (name, parameter) in kept { at[name] = graph.value(of: parameter) }
    var (results, loss) = trace(graph, at)
    if let loss {
      let sources = inputs.compactMap { at[$0.name] }
      for (input, gradient) in zip(inputs, graph.gradients(of: loss, withRespectTo: sources)) {
        if let gradient { results.append(("d\(input.name)", gradient)) }
      }
    }
    let team = ThreadPool(count: threads)
    defer { team.close() }
    let read = results.map { (name: $0.name, value: TensorResult($0.tensor)) }
    let program = try CPUExecutor(set, threads: team).prepare(
      Program(graph, tensors: read.map(\.value), differentiating: loss), capacity: samples)
    let weights = table.initialValues(seed: 0)
    for (entry, numbers) in zip(table, parameters) {
      for (i, value) in numbers.values.enumerated() { weights[entry.offset + i] = value }
    }
    let gradients = FlatVector(count: table.vectorCount)
    feeding(inputs[...], [:]) { feeds in
      program.run(count: samples, feeds: feeds, parameters: weights, gradients: gradients, at: position)
    }
    var outcome: [String: [Float]] = [:]
    for (name, value) in read { outcome[name] = program.values(of: value) }
    if loss != nil {
      for entry in table {
        outcome["d\(entry.name)"] = (0..<entry.parameter.count).map { gradients[entry.offset + $0] }
      }
    }
    return outcome
  }

  private func feeding(_ left: ArraySlice<TracedValues>, _ feeds: [String: Feed], _ body: ([String: Feed]) -> Void) {
    guard let first = left.first else { return body(feeds) }
    first.values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      feeding(left.dropFirst(), feeds.merging([first.name: .floats(base)]) { $1 }, body)
    }
  }
}

/// Records an issue unless each number is within `tolerance` of the wanted one, as a part of the greatest wanted.
func expectNear(
  _ got: [Float]?, _ wanted: [Double], within tolerance: Double = 1e-5, _ what: String,
  _ place: SourceLocation = #_sourceLocation
) {
  guard let got, got.count == wanted.count else {
    Issue.record("\(what): \(got?.count ?? -1) numbers, not \(wanted.count)", sourceLocation: place)
    return
  }
  let scale = wanted.map(abs).max() ?? 0
  for (i, (x, y)) in zip(got, wanted).enumerated() where !(abs(Double(x) - y) <= tolerance * max(scale, 1e-6)) {
    Issue.record("\(what): element \(i) is \(x), not \(y) (greatest \(scale))", sourceLocation: place)
    return
  }
}

/// A file of golden values that Tools/make-goldens.py wrote.
func golden<Document: Decodable>(_ name: String, as type: Document.Type) throws -> Document {
  let file = try #require(Bundle.module.url(forResource: "Goldens/\(name)", withExtension: "json"))
  return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}
