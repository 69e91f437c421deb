import Diagnostics
import Tensors

/// Writes a program as the body of a method: a line an operation, with few names.
final class TorchMethod {
  let graph: Graph
  private let layers: TorchLayers
  private let inputs: [String: String]
  private var uses: [Int: Int]
  private var expressions: [Int: String] = [:]
  private var isVariable: Set<String> = []
  private var left: [String: Int] = [:]
  private var pools: [Int: TorchPool] = [:]
  private(set) var lines: [String] = []
  private let size: String

  /// - Parameters:
  ///   - program: The program.
  ///   - layers: The layers of the module.
  ///   - inputs: The expression of each input by name.
  ///   - size: The expression of the number of samples.
  /// - Throws: ``TorchError`` for an operation without a counterpart.
  init(_ program: Program, _ layers: TorchLayers, inputs: [String: String], size: String) throws(TorchError) {
    (graph, self.layers, self.inputs, self.size) = (program.graph, layers, inputs, size)
    let live = NeededNodes(program)
    uses = live.uses
    for id in live.nodes { try write(id) }
  }

  /// The expression of node `id`, which was written.
  func expression(_ id: Int) -> String {
    guard let expression = expressions[id] else { fatalError("node \(id) was not written") }
    return expression
  }

  /// The number of samples of the batch.
  var batch: String { size }

  /// Adds a line.
  func add(_ line: String) { lines.append(line) }

  /// A name that no value has, for as long as `count` uses.
  func variable(uses count: Int) -> String {
    let name =
      Self.names.first { left[$0, default: 0] == 0 } ?? (1...).lazy.map { "x\($0)" }.first {
        self.left[$0, default: 0] == 0
      }!
    left[name] = count
    isVariable.insert(name)
    return name
  }

  private static let names = ["x", "y", "z", "u", "v", "w", "a", "b", "c"]

  /// Remembers the pool whose switches node `id` holds.
  func add(_ pool: TorchPool, at id: Int) { pools[id] = pool }

  /// The pool whose switches node `id` holds.
  func pool(_ id: Int) -> TorchPool? { pools[id] }

  /// How many operands and results the value of node `id` is.
  func uses(_ id: Int) -> Int { uses[id] ?? 0 }

  /// Whether the switches of node `id` are read by the pooling that they are of alone.
  func isPlainPool(_ id: Int) -> Bool {
    guard let switches = graph.nodes[id].operation as? MaxSwitches, uses(id) == 1 else { return false }
    return graph.nodes.enumerated().contains { reader, node in
      (node.operation as? Gathering)?.windows == switches.windows && uses(reader) > 0
        && node.inputs == [graph.nodes[id].inputs[0], id]
    }
  }

  /// Whether the sums of windows of node `id` are read by the scaling alone that makes averages of them.
  func isAveraged(_ id: Int) -> Bool {
    guard let pooling = graph.nodes[id].operation as? SumPooling, uses(id) == 1 else { return false }
    let factor = 1 / Float(pooling.windows.window * pooling.windows.window)
    return graph.nodes.enumerated().contains { reader, node in
      node.inputs == [id] && uses(reader) > 0 && (node.operation as? ElementwiseFunction)?.kind == .scale(factor)
    }
  }

  /// Gives back the names of values that `operands` read for the last time.
  private func release(_ operands: [Int]) {
    for operand in operands {
      if let name = expressions[operand], isVariable.contains(name) { left[name, default: 0] -= 1 }
    }
  }

  private func write(_ id: Int) throws(TorchError) {
    let node = graph.nodes[id]
    let count = uses(id)
    if let input = node.operation as? Input {
      let given = inputs[input.inputName] ?? input.inputName
      if Python.isName(given) { expressions[id] = given } else { assign(given, to: id, count, releasing: [], from: id) }
    } else if isPlainPool(id) {
      release(node.inputs)
    } else if let parameter = node.operation as? ParameterValue {
      expressions[id] = layers.expression(ofParameter: parameter.index)
    } else if let constant = node.operation as? Constant {
      expressions[id] = Python.number(constant.value)
    } else if let call = layers.call(of: id, in: graph, uses: uses) {
      // A product whose layer ends with its bias is written there.
      guard let call else { return }
      assign("\(call.layer)(\(expression(call.input)))", to: id, count, releasing: [call.input], from: call.input)
    } else {
      guard let operation = node.operation as? any TorchOperation else {
        throw TorchError(
          .operation,
          Report(
            "PyTorch has no counterpart of the operation \(node.operation.name)",
            cure: "export to ONNX, or a model without it"))
      }
      let expression = operation.torch(
        TorchNode(
          operands: node.inputs, inputs: node.inputs.map { expressions[$0] ?? "" },
          shapes: node.inputs.map { graph.nodes[$0].shape },
          id: id, shape: node.shape, method: self))
      assign(expression, to: id, count, releasing: node.inputs, from: node.inputs.first)
    }
  }

  /// Gives the value of an expression a name, unless it has one.
  private func assign(_ expression: String, to id: Int, _ count: Int, releasing operands: [Int], from first: Int?) {
    release(operands)
    if isVariable.contains(expression) {
      left[expression, default: 0] += count
      expressions[id] = expression
      return
    }
    if count == 0 { return }
    let name = variable(uses: count)
    let shape = graph.nodes[id].shape
    let note = first.map { graph.nodes[$0].shape != shape } ?? true ? "  # \(shape)" : ""
    if expression != name { lines.append("\(name) = \(expression)\(note)") }
    expressions[id] = name
  }
}

/// A maximum pooling that was written.
struct TorchPool {
  /// The node of the images.
  let images: Int
  let windows: Windows
  /// The variables of the maxima and of their places.
  let maxima, places: String
}
