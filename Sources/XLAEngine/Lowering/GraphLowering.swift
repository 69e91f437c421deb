import Diagnostics
import Tensors

/// Writes the nodes of a graph as operations of one function, for one size of batch.
final class GraphLowering {
  let writer: StableHLOWriter
  let graph: Graph
  /// The operations in a row that may be computed again for each reader.
  ///
  /// XLA's processors would compute the state of a recurrent cell again from its start, at every step and in every
  /// reader: the code, and the time to compile it, would grow with the square of the number of steps.
  private static let maximumDepth = 16

  /// The number of samples of the batch in this process.
  let samples: Int
  /// The number of samples of the batch in all processes.
  let wholeSamples: Int
  /// The values that are terms of sums over processes; nil where this process computes whole batches.
  private let terms: BatchTerms?
  let numbers: StepNumbers
  /// The flat vector of parameters.
  let parameters: Value
  /// What changes from step to step, as words.
  private let words: Value
  private let inputs: [String: Value]
  private var values: [Int: Value] = [:]

  /// Declares the function's arguments: the parameters, the numbers of a step, and the inputs by name.
  ///
  /// - Parameters:
  ///   - graph: The nodes.
  ///   - live: Those that are needed.
  ///   - samples: The number of samples of the batch in this process.
  ///   - wholeSamples: Their number in all processes; nil for the same.
  ///   - terms: The values that are terms of sums over processes; nil where this process computes whole batches.
  ///   - byteInputs: The inputs that are fed as bytes.
  ///   - writer: Writes the function.
  ///   - changesParameters: Whether the function's first result takes the memory of the parameters.
  ///   - additionalWords: The words after those of the step.
  init(
    _ graph: Graph, live: LiveNodes, samples: Int, wholeSamples: Int? = nil, terms: BatchTerms? = nil,
    byteInputs: Set<String>, writer: StableHLOWriter,
    changesParameters: Bool = false, additionalWords: Int = 0
  ) {
    (self.writer, self.graph, self.samples) = (writer, graph, samples)
    (self.wholeSamples, self.terms) = (wholeSamples ?? samples, terms)
    numbers = StepNumbers(live, samples: samples, byteInputs: byteInputs)
    parameters = writer.argument(
      TensorType(.f32, [graph.parameters.vectorCount]), donatedTo: changesParameters ? 0 : nil)
    words = writer.argument(TensorType(.u32, [numbers.count + additionalWords]))
    var inputs: [String: Value] = [:]
    for input in live.inputs {
      let element: ElementType = byteInputs.contains(input.inputName) ? .u8 : .f32
      inputs[input.inputName] = writer.argument(TensorType(element, [samples] + input.dimensions))
    }
    self.inputs = inputs
    let readers = live.readerCounts(in: graph)
    for id in live.nodes {
      let node = graph.nodes[id]
      guard let operation = node.operation as? any XLAOperation else {
        fatalError("XLA's executor has no lowering for \(node.operation.name)")
      }
      let lowered = operation.lower(
        LoweredNode(
          inputs: node.inputs.map { operand($0, of: id) }, shapes: node.inputs.map { graph.nodes[$0].shape },
          shape: node.shape,
          lowering: self))
      require(
        lowered.type == TensorType(.f32, node.shape.dimensions(samples: samples)),
        "\(node.operation.name) \(node.shape) was lowered to \(lowered.type)")
      values[id] = readers[id] > 1 && lowered.depth >= Self.maximumDepth ? writer.computedOnce(lowered) : lowered
    }
  }

  /// The value of node `id`, which was written.
  func value(_ id: Int) -> Value {
    guard let value = values[id] else { fatalError("node \(id) was not written") }
    return value
  }

  /// The value of node `id` as an operand of node `reader`.
  private func operand(_ id: Int, of reader: Int) -> Value {
    guard let terms, terms.contains(reader), graph.nodes[reader].operation.addsOperands else { return value(id) }
    return term(id)
  }

  /// This process's term of the value of node `id`, of which the sum over processes is the value.
  ///
  /// A value that all processes have counts with this one's part of the samples.
  func term(_ id: Int) -> Value {
    let value = value(id)
    guard let terms, !terms.contains(id) else { return value }
    return value * value.splat(Float(samples) / Float(wholeSamples))
  }

  /// The value of parameter `index` of the table.
  func parameter(_ index: Int) -> Value {
    let entry = graph.parameters[index]
    return parameters.sliced(entry.range).reshaped(to: entry.parameter.dimensions)
  }

  /// The values that are fed to an input, as floats.
  func input(_ name: String) -> Value {
    guard let value = inputs[name] else { fatalError("the input \(name) was not declared") }
    guard value.type.element == .u8 else { return value }
    let (scale, offset) = numbers.placesOfScale(name)
    let pixels = value.converted(to: .f32)
    return pixels * float(at: scale).repeated(to: value.dimensions) + float(at: offset).repeated(to: value.dimensions)
  }

  /// Word `index` of the step, `[]`.
  func word(at index: Int) -> Value { words.sliced(index..<index + 1).reshaped(to: []) }

  /// The float in word `index` of the step, `[]`.
  func float(at index: Int) -> Value { word(at: index).bits(as: .f32) }

  /// The words after those of the step.
  var additionalWords: Value { words.sliced(numbers.count..<words.type.count) }

  /// The counters of the samples' draws, `[n]`.
  var drawnSamples: Value { words.sliced(numbers.drawnSamples) }
}
