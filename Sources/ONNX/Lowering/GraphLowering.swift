import Diagnostics
import Tensors

/// Writes the nodes of a graph that results need.
final class GraphLowering {
  let writer: ONNXWriter
  let graph: Graph
  let parameters: FlatVector
  private let inputs: [String: ONNXInput]
  private let uses: [Int: Int]
  private let exact: ExactNodes
  private let scopes: LayerScopes
  let precision: ONNXPrecision
  private var values: [Int: ONNXValue] = [:]
  private var casts: [String: ONNXValue] = [:]
  private var fed: [String: ONNXValue] = [:]
  private var ofParameters: [Int: ONNXValue] = [:]
  private var pools: [Int: LoweredPool] = [:]
  private var sizeOfBatch: ONNXValue?

  /// Writes what `program` computes.
  ///
  /// - Throws: ``ONNXError`` for an operation without a counterpart.
  init(
    _ program: Program, parameters: FlatVector, inputs: [String: ONNXInput], precision: ONNXPrecision,
    writer: ONNXWriter
  ) throws(ONNXError) {
    (graph, self.parameters, self.inputs, self.writer) = (program.graph, parameters, inputs, writer)
    self.precision = precision
    let live = NeededNodes(program)
    uses = live.uses
    exact = ExactNodes(graph, live.nodes)
    scopes = LayerScopes(graph, live.nodes)
    try checkSize()
    try checkRange()
    for id in live.nodes {
      if let input = graph.nodes[id].operation as? Input { declare(input) }
    }
    for id in live.nodes {
      let node = graph.nodes[id]
      writer.scope = scopes[id]
      writer.real = element(id)
      guard let operation = node.operation as? any ONNXOperation else {
        throw ONNXError(
          .operation,
          Report(
            "ONNX has no counterpart of the operation \(node.operation.name)",
            place: scopes[id].isEmpty ? nil : scopes[id], cure: "export a part of the model without it"))
      }
      let value = operation.lower(
        LoweredNode(
          operands: node.inputs, inputs: node.inputs.map(read), shapes: node.inputs.map { graph.nodes[$0].shape },
          id: id, shape: node.shape, lowering: self))
      writer.describe(value, node.shape.described)
      values[id] = value
    }
    writer.real = .float
  }

  /// The type of the numbers of node `id`.
  func element(_ id: Int) -> ONNXElement {
    precision == .float16 && !exact.contains(id) ? .half : .float
  }

  /// What has 32 bits though the file has 16: the choices, each with its layer.
  var exactChoices: [(layer: String, operation: String)] {
    precision == .float32 ? [] : exact.choices.map { (scopes[$0], graph.nodes[$0].operation.name) }
  }

  /// The value of node `id`, which was written.
  func value(_ id: Int) -> ONNXValue {
    guard let value = values[id] else { fatalError("node \(id) was not written") }
    return value
  }

  /// The value of node `id` as the numbers that are being written.
  func read(_ id: Int) -> ONNXValue {
    let value = value(id)
    guard value.element == .float || value.element == .half, value.element != writer.real else { return value }
    if let known = casts[value.name] { return known }
    let cast = value.asReal
    casts[value.name] = cast
    return cast
  }

  /// How many operands and results the value of node `id` is.
  func uses(_ id: Int) -> Int { uses[id] ?? 0 }

  /// The value of parameter `index` of the table.
  func parameter(_ index: Int) -> ONNXValue {
    if let known = ofParameters[index] { return known }
    let entry = graph.parameters[index]
    let tensor = parameters.withUnsafeBuffer { all in
      Onnx_TensorProto(UnsafeBufferPointer(rebasing: all[entry.range]), entry.parameter.dimensions, writer.real)
    }
    let value = writer.initializer(tensor, named: entry.name, writer.real)
    ofParameters[index] = value
    return value
  }

  @discardableResult
  private func declare(_ input: Input) -> ONNXValue {
    let kind = inputs[input.inputName] ?? .numbers
    let given = writer.input(input.inputName, kind.element, kind.dimensions(input.dimensions))
    fed[input.inputName] = given
    return given
  }

  /// The values of an input, in the units of the program.
  func input(_ name: String) -> ONNXValue {
    guard let given = fed[name] else { fatalError("the input \(name) was not declared") }
    return (inputs[name] ?? .numbers).prepared(given)
  }

  /// The number of samples of the batch, a list of one integer.
  var batch: ONNXValue {
    if let sizeOfBatch { return sizeOfBatch }
    let size = writer.append("Shape", [anyInput], ["start": .int(0), "end": .int(1)], as: .int64)
    sizeOfBatch = size
    return size
  }

  /// An input, even if results need its size alone.
  private var anyInput: ONNXValue {
    if let first = fed.min(by: { $0.key < $1.key }) { return first.value }
    guard let input = graph.nodes.lazy.compactMap({ $0.operation as? Input }).first else {
      fatalError("a graph without inputs has no batch")
    }
    return declare(input)
  }

  /// The dimensions of `shape` as a list.
  func dimensions(of shape: Shape) -> ONNXValue {
    let rest = writer.list(shape.dimensions)
    guard shape.isBatched else { return rest }
    return shape.dimensions.isEmpty ? batch : writer.concatenated([batch, rest], along: 0)
  }

  /// Remembers what the switches of node `id` were found by.
  func add(_ pool: LoweredPool, at id: Int) { pools[id] = pool }

  /// The pool whose switches node `id` holds.
  func pool(_ id: Int) -> LoweredPool? { pools[id] }
}

/// A maximum pooling that was written.
struct LoweredPool {
  /// The node of the images.
  let images: Int
  let windows: Windows
  /// Rows and columns of the images.
  let height, width: Int
  /// The maxima, and the index of each in all images.
  let maxima, indices: ONNXValue
}
