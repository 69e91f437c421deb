import CPUEngine
import ONNX
import ReferenceEngine
import Tensors

extension Experiment {
  /// The results as an ONNX model with the values that the processor has, in an evaluation.
  func exported(_ name: String? = nil, precision: ONNXPrecision = .float32) throws -> ExportedCase {
    var experiment = self
    experiment.position = .evaluation(seed: 3, of: (0..<Int32(samples)).map { $0 }[...])
    let (graph, results, _, program) = try experiment.traced()
    let values = FlatVector(count: graph.parameters.vectorCount)
    for (entry, numbers) in zip(graph.parameters, parameters) {
      for (i, value) in numbers.values.enumerated() { values[entry.offset + i] = value }
    }
    let outputs = results.map { ONNXOutput($0.name, TensorResult($0.tensor)) }
    let model = try ONNXModel(
      program, name: "experiment", parameters: values, outputs: outputs, precision: precision,
      writer: ("tests", "1"))
    let wanted = try Processor.run { try experiment.run(on: $0) }
    // A result over the batch has another value for one sample.
    let isOfBatch = results.contains { !$0.tensor.shape.isBatched } || graph.dependsOnBatch
    return ExportedCase(
      name: (name ?? results.first.map { graph.nodes[$0.tensor.id].operation.name } ?? "")
        + (isOfBatch ? " of a batch" : ""),
      model: model,
      inputs: inputs.map { .init(name: $0.name, dimensions: [samples] + $0.dimensions, numbers: $0.values) },
      outputs: results.map { name, tensor in
        .init(
          name: name, dimensions: (tensor.shape.isBatched ? [samples] : []) + tensor.shape.dimensions,
          numbers: wanted[name] ?? [])
      })
  }
}

extension Graph {
  /// Whether a sample's values depend on other samples.
  fileprivate var dependsOnBatch: Bool {
    nodes.contains {
      $0.operation is LifetimeMask || $0.operation is StepNumber
        || ($0.operation as? Reduction)?.axes.contains(.samples) == true
    }
      || nodes.allSatisfy { !($0.operation is Input) }
  }
}

/// An executor for the processor.
enum Processor {
  static func run<Result>(_ body: (CPUExecutor) throws -> Result) rethrows -> Result {
    let threads = ThreadPool(count: 1)
    defer { threads.close() }
    return try body(CPUExecutor(InstructionSet.available[0], threads: threads))
  }
}
