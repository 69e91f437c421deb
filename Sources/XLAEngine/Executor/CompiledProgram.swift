import Tensors

/// A program compiled for one form of batch.
struct CompiledProgram {
  /// What an executable is made for.
  struct Variant: Hashable {
    /// The samples of the batch in this process.
    let form: BatchForm
    /// Their number in all processes; nil where this process computes whole batches.
    var wholeSamples: Int?
    /// The inputs that are fed as bytes; others are fed as floats.
    let byteInputs: Set<String>
  }

  /// Where the value of a result is.
  enum Place {
    /// Among the scalars, which are one vector.
    case scalar(Int)
    case tensor(Int)
  }

  /// The arrays that a run leaves on the device.
  struct Outputs {
    let places: [Int: Place]
    /// All scalars.
    let scalars: Buffer?
    let tensors: [Buffer]
    /// The gradient of the trained parameters, laid out by the table, until it is taken.
    var gradients: Buffer?
    /// The next values of all statistics, laid out by the table.
    let statistics: Buffer?
  }

  let executable: Executable
  let numbers: StepNumbers
  private var places: [Int: Place] = [:]
  private var (tensorCount, scalarCount) = (0, 0)
  private let (hasGradients, hasStatistics): (Bool, Bool)

  init(_ program: Program, _ live: LiveNodes, _ variant: Variant, terms: BatchTerms?, _ executor: XLAExecutor) {
    let writer = executor.writer()
    let lowering = GraphLowering(
      program.graph, live: live, form: variant.form, wholeSamples: variant.wholeSamples,
      terms: variant.wholeSamples == nil ? nil : terms, byteInputs: variant.byteInputs, writer: writer)
    numbers = lowering.numbers
    var (scalars, tensors): ([Value], [Value]) = ([], [])
    for id in program.resultNodes.map(\.id).sorted() {
      let value = program.graph.nodes[id].shape.isBatched ? lowering.value(id) : lowering.term(id)
      if value.dimensions.isEmpty {
        places[id] = .scalar(scalars.count)
        scalars.append(value.reshaped(to: [1]))
      } else {
        places[id] = .tensor(tensors.count)
        tensors.append(value)
      }
    }
    (scalarCount, tensorCount) = (scalars.count, tensors.count)
    var results = (scalars.isEmpty ? [] : [writer.concatenated(scalars, along: 0)]) + tensors
    let table = program.graph.parameters
    hasGradients = !program.gradients.isEmpty
    if hasGradients {
      results.append(lowering.flat(program.gradients, 0..<table.trainedCount) { lowering.term($0) })
    }
    hasStatistics = program.statistics.contains { $0 != nil }
    if hasStatistics {
      results.append(lowering.flat(program.statistics, table.trainedCount..<table.vectorCount))
    }
    executable = executor.compile(
      writer.module(returning: results), name: "\(hasGradients ? "a step" : "a program") of \(variant.form.title)")
    executable.sampleCount = variant.form.samples
  }

  /// The results of a run by their meaning.
  func outputs(_ results: [Buffer]) -> Outputs {
    var rest = results[...]
    let scalars = scalarCount > 0 ? rest.removeFirst() : nil
    let tensors = Array(rest.prefix(tensorCount))
    rest.removeFirst(tensorCount)
    let gradients = hasGradients ? rest.removeFirst() : nil
    return Outputs(
      places: places, scalars: scalars, tensors: tensors, gradients: gradients,
      statistics: hasStatistics ? rest.removeFirst() : nil)
  }
}

extension GraphLowering {
  /// The part `range` of a flat vector of `values`, one per parameter of the table; zeros between them and for nil.
  func flat(_ values: [Tensor?], _ range: Range<Int>) -> Value { flat(values, range, value) }

  /// The same of what `value` makes of each node.
  func flat(_ values: [Tensor?], _ range: Range<Int>, _ value: (Int) -> Value) -> Value {
    var parts: [Value] = []
    var end = range.lowerBound
    func append(zerosTo start: Int) {
      if start > end { parts.append(writer.splat(0, TensorType(.f32, [start - end]))) }
    }
    for (entry, tensor) in zip(graph.parameters, values) where range.contains(entry.offset) {
      guard let tensor else { continue }
      append(zerosTo: entry.offset)
      parts.append(value(tensor.id).reshaped(to: [entry.parameter.count]))
      end = entry.range.upperBound
    }
    append(zerosTo: range.upperBound)
    return parts.isEmpty
      ? writer.splat(0, TensorType(.f32, [0])) : writer.concatenated(parts, along: 0)
  }
}
