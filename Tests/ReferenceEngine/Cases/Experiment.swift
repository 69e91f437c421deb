package import Tensors

/// What a model gives: values to read, and a loss to differentiate.
package struct Traced {
  package var results: [(name: String, tensor: Tensor)] = []
  package var loss: Tensor?

  package init(results: [(name: String, tensor: Tensor)] = [], loss: Tensor? = nil) {
    (self.results, self.loss) = (results, loss)
  }
}

/// A small model with all its numbers, to be run in many ways that must agree.
package struct Experiment {
  /// Samples of the batch.
  package var samples: Int
  /// Samples that the program is prepared for; as many as the batch has when nil.
  package var capacity: Int?
  package var inputs: [Numbers]
  package var parameters: [Numbers]
  /// Where in a run the batch is.
  package var position = RunPosition()
  /// The trace, from inputs and parameters by name.
  package var model: (_ values: [String: Tensor]) -> Traced

  package init(
    samples: Int, capacity: Int? = nil, inputs: [Numbers], parameters: [Numbers], position: RunPosition = RunPosition(),
    model: @escaping (_ values: [String: Tensor]) -> Traced
  ) {
    (self.samples, self.capacity, self.inputs, self.parameters) = (samples, capacity, inputs, parameters)
    (self.position, self.model) = (position, model)
  }

  /// The trace of the model: results, the loss's gradient in each input x as a result `dx`, and the program.
  package func traced() throws
    -> (graph: Graph, results: [(name: String, tensor: Tensor)], loss: Tensor?, program: Program)
  {
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
  package func run(on executor: some TensorExecutor) throws -> [String: [Float]] {
    let (graph, results, loss, program) = try traced()
    let prepared = executor.prepare(program, capacity: capacity ?? samples)
    let table = graph.parameters
    let weights = FlatVector(count: table.vectorCount)
    for (entry, numbers) in zip(table, parameters) {
      for (i, value) in numbers.values.enumerated() { weights[entry.offset + i] = value }
    }
    let onDevice = executor.makeVector(weights)
    let gradients = executor.makeVector(count: table.vectorCount)
    // What was there before must not matter: gradients are written, not added.
    executor.fill(gradients, with: .nan, ranges: gradients.everything)
    withFeeds(inputs[...], [:]) { feeds in
      prepared.run(count: samples, feeds: feeds, parameters: onDevice, gradients: gradients, at: position)
    }
    var outcome: [String: [Float]] = [:]
    for (name, tensor) in results { outcome[name] = prepared.values(of: TensorResult(tensor)) }
    guard loss != nil else { return outcome }
    let found = gradients.hostCopy()
    for entry in table { outcome["d\(entry.name)"] = entry.range.map { found[$0] } }
    return outcome
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
  package func contracted(with other: Tensor, samples: Int) -> Tensor {
    Float(samples) * (self * other).summedPerSample().batchMean()
  }

  /// Σ self · `other` over all elements, `[]`.
  package func contracted(with other: Tensor) -> Tensor {
    let product = self * other
    return shape.isBatched ? product.summedPerSample().summedOverBatch() : product.sum()
  }
}
