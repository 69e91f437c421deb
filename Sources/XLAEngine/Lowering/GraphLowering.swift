import Diagnostics
import Tensors

/// Writes the nodes of a graph as operations of one function, for one form of batch.
final class GraphLowering {
  let writer: StableHLOWriter
  let graph: Graph
  /// The operations in a row that may be computed again for each reader.
  ///
  /// XLA's processors would compute the state of a recurrent cell again from its start, at every step and in every
  /// reader: the code, and the time to compile it, would grow with the square of the number of steps.
  private static let maximumDepth = 16

  /// The samples of the arrays of this process.
  let form: BatchForm
  /// The number of samples of the batch in all processes, where no sample is padding.
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
  /// Values without what is computed of padding, by node.
  private var unpadded: [Int: Value] = [:]
  /// Whether each sample of the arrays is one of the batch, not padding: booleans `[n]`; nil where all are.
  private var isOfBatch: Value?

  /// Declares the function's arguments: the parameters, the numbers of a step, and the inputs by name.
  ///
  /// - Parameters:
  ///   - graph: The nodes.
  ///   - live: Those that are needed.
  ///   - form: The samples of the arrays of this process.
  ///   - wholeSamples: The number of samples in all processes; nil for the same.
  ///   - terms: The values that are terms of sums over processes; nil where this process computes whole batches.
  ///   - byteInputs: The inputs that are fed as bytes.
  ///   - writer: Writes the function.
  ///   - changesParameters: Whether the function's first result takes the memory of the parameters.
  ///   - additionalWords: The words after those of the step.
  init(
    _ graph: Graph, live: LiveNodes, form: BatchForm, wholeSamples: Int? = nil, terms: BatchTerms? = nil,
    byteInputs: Set<String>, writer: StableHLOWriter,
    changesParameters: Bool = false, additionalWords: Int = 0
  ) {
    (self.writer, self.graph, self.form) = (writer, graph, form)
    (self.wholeSamples, self.terms) = (wholeSamples ?? form.samples, terms)
    numbers = StepNumbers(live, form: form, byteInputs: byteInputs)
    parameters = writer.argument(
      TensorType(.f32, [graph.parameters.vectorCount]), donatedTo: changesParameters ? 0 : nil)
    words = writer.argument(TensorType(.u32, [numbers.count + additionalWords]))
    var inputs: [String: Value] = [:]
    for input in live.inputs {
      let element: ElementType = byteInputs.contains(input.inputName) ? .u8 : .f32
      inputs[input.inputName] = writer.argument(TensorType(element, [form.samples] + input.dimensions))
    }
    self.inputs = inputs
    if form.isPadded {
      let place = writer.iota(TensorType(.f32, [form.samples]), along: 0)
      isOfBatch = place.compared(.less, to: float(at: numbers.placeOfSampleCount).repeated(to: place.dimensions))
    }
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
        lowered.type == TensorType(.f32, node.shape.dimensions(samples: form.samples)),
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
  ///
  /// Padding is zero where a sum over samples reads it, so that it adds nothing.
  private func operand(_ id: Int, of reader: Int) -> Value {
    let node = graph.nodes[reader]
    if isOfBatch != nil, graph.nodes[id].shape.isBatched, !node.shape.isBatched {
      let known = unpadded[id] ?? withoutPadding(value(id))
      unpadded[id] = known
      return known
    }
    guard let terms, terms.contains(reader), node.operation.addsOperands else { return value(id) }
    return term(id)
  }

  /// `value`, floats in the order of samples, with zeros for padding.
  func withoutPadding(_ value: Value) -> Value {
    isOfBatch(value.dimensions)?.select(value, value.splat(0)) ?? value
  }

  /// Whether each element of a value of `dimensions`, in the order of samples, is one of the batch; nil where all are.
  func isOfBatch(_ dimensions: [Int]) -> Value? {
    isOfBatch?.broadcast(to: [form.samples, dimensions.reduce(1, *) / form.samples], axes: [0])
      .reshaped(to: dimensions)
  }

  /// The number of samples of the batch in all processes times `factor`, in every element of a value of floats.
  func sampleCount(times factor: Int, _ type: TensorType) -> Value {
    guard form.isPadded else { return writer.splat(Float(wholeSamples * factor), type) }
    let samples = float(at: numbers.placeOfSampleCount).converted(to: type.element)
    return (samples * samples.splat(factor)).repeated(to: type.dimensions)
  }

  /// This process's term of the value of node `id`, of which the sum over processes is the value.
  ///
  /// A value that all processes have counts with this one's part of the samples.
  func term(_ id: Int) -> Value {
    let value = value(id)
    guard let terms, !terms.contains(id) else { return value }
    return value * value.splat(Float(form.samples) / Float(wholeSamples))
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
