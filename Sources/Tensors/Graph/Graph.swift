import Diagnostics

/// The trace of a model: every operation in the order of its call.
public final class Graph {
  /// One operation, the nodes that it reads and the shape that it gives.
  package struct Node {
    package let operation: any Operation
    package let inputs: [Int]
    package let shape: Shape
  }

  /// The parameters that the traced model may use.
  public let parameters: ParameterTable
  /// What the trace is made for.
  public let purpose: TracePurpose
  package private(set) var nodes: [Node] = []
  private var parameterNodes: [Int: Int] = [:]
  private var known: [Call: Int] = [:]
  private var failure: ShapeError?
  private var streams = 0
  private var nextValues: [Int: Tensor] = [:]

  /// What makes two nodes the same.
  private struct Call: Hashable {
    let operation: AnyHashable
    let inputs: [Int]
  }

  /// An empty graph over `parameters`.
  public init(parameters: ParameterTable, purpose: TracePurpose = .inference) {
    self.parameters = parameters
    self.purpose = purpose
  }

  /// Images or other data that come with each batch, `[n, dimensions…]`.
  public func input(_ name: String, _ dimensions: [Int]) -> Tensor {
    append(Input(inputName: name, dimensions: dimensions), [])
  }

  /// The value of `parameter`, which must be in the graph's table.
  public func value(of parameter: Parameter) -> Tensor {
    let index = parameters.index(of: parameter)
    if let node = parameterNodes[index] { return Tensor(graph: self, id: node) }
    let tensor = append(ParameterValue(index: index, dimensions: parameter.dimensions), [])
    parameterNodes[index] = tensor.id
    return tensor
  }

  /// Gives the statistic `parameter` the value of `tensor`, of its dimensions, once a step is done.
  ///
  /// A statistic is changed by this alone, a trained parameter by its gradient alone.
  public func update(_ parameter: Parameter, to tensor: Tensor) {
    require(parameter.role == .statistic, "a trained parameter \(parameter.dimensions) cannot be set")
    require(
      failed || tensor.shape == .unbatched(parameter.dimensions),
      "\(parameter.dimensions) was to be set to \(tensor.shape)")
    nextValues[parameters.index(of: parameter)] = tensor
  }

  /// What the statistic `parameter` is by what was traced so far: what it was last set to, or the value that a step begins with.
  public func currentValue(of parameter: Parameter) -> Tensor {
    nextValues[parameters.index(of: parameter)] ?? value(of: parameter)
  }

  /// The tensor that statistic `index` is set to, if any.
  package func nextValue(ofParameter index: Int) -> Tensor? { nextValues[index] }

  /// The number of a random draw that no other of this graph has.
  package func nextStream() -> Int {
    defer { streams += 1 }
    return streams
  }

  /// A number, `[]`.
  public func constant(_ value: Float) -> Tensor { append(Constant(value: value), []) }

  /// Throws the first shape that did not fit, if there was one.
  public func check() throws(ShapeError) {
    if let failure { throw failure }
  }

  /// Whether a shape did not fit; what is appended after that is never run.
  package var failed: Bool { failure != nil }

  /// The node that stands for a parameter, if the model uses it.
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

  /// Keeps what `rule` throws for the function `name` of `operands`, unless a shape failed to fit before.
  package func check(_ name: String, of operands: [Tensor], _ rule: () throws(ShapeError) -> Void) {
    guard failure == nil else { return }
    do throws(ShapeError) { try rule() } catch { failure = located(error, name: name, inputs: operands) }
  }

  /// `error` with its place: the layer whose parameter is an operand, and the operation.
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
