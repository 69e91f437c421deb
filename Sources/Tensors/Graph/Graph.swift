import Diagnostics

/// The trace of a model: its operations in the order of the calls.
public final class Graph {
  /// An operation, its operands and the shape of its result.
  package struct Node {
    package let operation: any Operation
    package let inputs: [Int]
    package let shape: Shape
  }

  /// The parameters available to the traced model.
  public let parameters: ParameterTable
  /// The purpose of the trace.
  public let purpose: TracePurpose
  package private(set) var nodes: [Node] = []
  private var parameterNodes: [Int: Int] = [:]
  private var known: [Call: Int] = [:]
  private var failure: ShapeError?
  private var streams = 0
  private var nextValues: [Int: Tensor] = [:]
  /// The means over all evaluated images that this graph reads: the input fed with the mean, and the averaged tensor.
  public private(set) var imageMeans: [(inputName: String, values: Tensor)] = []

  /// The identity of a node: equal calls are one node.
  private struct Call: Hashable {
    let operation: AnyHashable
    let inputs: [Int]
  }

  /// Creates an empty graph over `parameters`, traced for `purpose`.
  public init(parameters: ParameterTable, purpose: TracePurpose = .inference) {
    self.parameters = parameters
    self.purpose = purpose
  }

  /// An input fed with each batch, such as images: `[n, dimensions…]`.
  public func input(_ name: String, _ dimensions: [Int]) -> Tensor {
    append(Input(inputName: name, dimensions: dimensions), [])
  }

  /// The value of `parameter`, which must be in the table of the graph.
  public func value(of parameter: Parameter) -> Tensor {
    let index = parameters.index(of: parameter)
    if let node = parameterNodes[index] { return Tensor(graph: self, id: node) }
    let tensor = append(ParameterValue(index: index, dimensions: parameter.dimensions), [])
    parameterNodes[index] = tensor.id
    return tensor
  }

  /// The mean of `values`, `[n, …]`, over all evaluated images: `[…]`.
  ///
  /// A first run over all images measures the mean; each sample is fed with it.
  func imageMean(of values: Tensor) -> Tensor {
    let known = imageMeans.first { $0.values.id == values.id }
    let inputName = known?.inputName ?? "image mean \(imageMeans.count)"
    if known == nil { imageMeans.append((inputName, values)) }
    return input(inputName, values.shape.dimensions).meanOverBatch()
  }

  /// Sets the statistic `parameter` to the value of `tensor`, of the same dimensions, at the end of a step.
  ///
  /// This is the only way to change a statistic; trained parameters change by their gradient alone.
  public func update(_ parameter: Parameter, to tensor: Tensor) {
    require(parameter.role == .statistic, "cannot set a trained parameter \(parameter.dimensions)")
    require(
      failed || tensor.shape == .unbatched(parameter.dimensions),
      "cannot set a statistic \(parameter.dimensions) to \(tensor.shape)")
    nextValues[parameters.index(of: parameter)] = tensor
  }

  /// The latest traced value of the statistic `parameter`: the last update, or its value at the start of the step.
  public func currentValue(of parameter: Parameter) -> Tensor {
    nextValues[parameters.index(of: parameter)] ?? value(of: parameter)
  }

  /// The tensor that updates statistic `index`, if any.
  package func nextValue(ofParameter index: Int) -> Tensor? { nextValues[index] }

  /// A stream number for a random draw, unique in the graph.
  package func nextStream() -> Int {
    defer { streams += 1 }
    return streams
  }

  /// Whether an operation draws random numbers.
  package var hasDraws: Bool { streams > 0 }

  /// A constant scalar, `[]`.
  public func constant(_ value: Float) -> Tensor { append(Constant(value: value), []) }

  /// Throws the first shape error of the trace, if any.
  public func check() throws(ShapeError) {
    if let failure { throw failure }
  }

  /// Whether the trace has a shape error; operations appended after it never run.
  package var failed: Bool { failure != nil }

  /// The node of a parameter, if the model uses it.
  package func node(ofParameter index: Int) -> Int? { parameterNodes[index] }

  package func append(_ operation: any Operation, _ inputs: [Tensor]) -> Tensor {
    for input in inputs { require(input.graph === self, "\(operation.name): an operand belongs to another graph") }
    let call = Call(operation: AnyHashable(operation), inputs: inputs.map(\.id))
    if let node = known[call] { return Tensor(graph: self, id: node) }
    let shapes = inputs.map(\.shape)
    var shape = shapes.first ?? .unbatched([])
    if failure == nil {
      do throws(ShapeError) {
        shape = try operation.shape(of: shapes)
      } catch {
        failure = located(error, name: operation.name, inputs: inputs)
      }
    }
    nodes.append(Node(operation: operation, inputs: call.inputs, shape: shape))
    known[call] = nodes.count - 1
    return Tensor(graph: self, id: nodes.count - 1)
  }

  /// Records an error that `rule` throws for the function `name` of `operands`, unless the trace has failed already.
  package func check(_ name: String, of operands: [Tensor], _ rule: () throws(ShapeError) -> Void) {
    guard failure == nil else { return }
    do throws(ShapeError) { try rule() } catch { failure = located(error, name: name, inputs: operands) }
  }

  /// `error` with its place: the layer of the parameter among the operands, and the operation.
  private func located(_ error: ShapeError, name: String, inputs: [Tensor]) -> ShapeError {
    let layer = inputs.lazy.compactMap { (self.nodes[$0.id].operation as? ParameterValue)?.index }.first
      .map { self.parameters[$0].name.split(separator: ".").dropLast().joined(separator: ".") }
    var error = error
    error.report.place = [layer, name].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ", ")
    return error
  }
}

@available(*, unavailable)
extension Graph: Sendable {}
