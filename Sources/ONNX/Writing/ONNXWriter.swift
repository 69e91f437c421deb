import Diagnostics
import Foundation

/// Writes a graph of ONNX operators, node by node.
///
/// Operators are those of version ``operatorSet`` of ONNX's own set; onnx/onnx, `docs/Operators.md`.
final class ONNXWriter {
  /// The version of the set of operators: PyTorch's exporter writes it too, so that every run-time of today reads it.
  static let operatorSet = 18
  /// The version of the format that came with the set of operators.
  static let formatVersion = 8
  /// The name of the size of a batch in shapes.
  static let batchName = "n"

  /// The type of the numbers that are being written.
  var real = ONNXElement.float
  /// The layer that is being written; names begin with it.
  var scope = ""
  private(set) var nodes: [Onnx_NodeProto] = []
  private var initializers: [Onnx_TensorProto] = []
  private var inputs: [Onnx_ValueInfoProto] = []
  private var shapes: [String: Onnx_ValueInfoProto] = [:]
  private var taken: Set<String> = []
  private var constants: [Onnx_TensorProto: String] = [:]

  /// A name that no other value or node has: `name`, or with a number behind it.
  func unique(_ name: String) -> String {
    var (candidate, number) = (name, 1)
    while !taken.insert(candidate).inserted {
      number += 1
      candidate = "\(name)_\(number)"
    }
    return candidate
  }

  /// Declares an input of the graph; a dimension that is nil is the size of the batch.
  func input(_ name: String, _ element: ONNXElement, _ dimensions: [Int?]) -> ONNXValue {
    require(taken.insert(name).inserted, "two values of a graph are called \(name)")
    inputs.append(info(name, element, dimensions))
    return ONNXValue(writer: self, name: name, element: element)
  }

  /// Appends a parameter or a constant.
  func initializer(_ tensor: Onnx_TensorProto, named name: String, _ element: ONNXElement) -> ONNXValue {
    var tensor = tensor
    tensor.name = unique(name)
    initializers.append(tensor)
    return ONNXValue(writer: self, name: tensor.name, element: element)
  }

  /// A constant, written once.
  func constant(_ tensor: Onnx_TensorProto, _ element: ONNXElement) -> ONNXValue {
    if let name = constants[tensor] { return ONNXValue(writer: self, name: name, element: element) }
    let value = initializer(tensor, named: "constant", element)
    constants[tensor] = value.name
    return value
  }

  /// Appends an operator with one result.
  ///
  /// - Parameters:
  ///   - type: The operator: `Conv`.
  ///   - operands: The values that it reads; nil for one that is left out.
  ///   - attributes: Its arguments.
  ///   - element: The type of the result; nil for ``real``.
  func append(
    _ type: String, _ operands: [ONNXValue?], _ attributes: KeyValuePairs<String, ONNXAttribute> = [:],
    as element: ONNXElement? = nil
  ) -> ONNXValue {
    append(type, operands, attributes, as: [element ?? real])[0]
  }

  /// Appends an operator with any number of results.
  func append(
    _ type: String, _ operands: [ONNXValue?], _ attributes: KeyValuePairs<String, ONNXAttribute>,
    as elements: [ONNXElement]
  ) -> [ONNXValue] {
    var node = Onnx_NodeProto()
    node.name = unique(scope.isEmpty ? type : "\(scope)/\(type)")
    node.opType = type
    node.input = operands.map { $0?.name ?? "" }
    node.attribute = attributes.map { $1.message(named: $0) }
    node.output = elements.indices.map { $0 == 0 ? node.name : unique("\(node.name):\($0)") }
    nodes.append(node)
    return zip(node.output, elements).map { ONNXValue(writer: self, name: $0, element: $1) }
  }

  /// Gives the operator that computes `value` one operand more, and returns its value.
  func extend(_ value: ONNXValue, by operand: ONNXValue) {
    guard let index = nodes.lastIndex(where: { $0.output.contains(value.name) }) else {
      fatalError("no operator computes \(value.name)")
    }
    nodes[index].input.append(operand.name)
  }

  /// Records the shape of a value, which viewers show.
  func describe(_ value: ONNXValue, _ dimensions: [Int?]) {
    shapes[value.name] = info(value.name, value.element, dimensions)
  }

  private func info(_ name: String, _ element: ONNXElement, _ dimensions: [Int?]) -> Onnx_ValueInfoProto {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = Int32(element.dataType.rawValue)
    info.type.tensorType.shape.dim = dimensions.map { size in
      var dimension = Onnx_TensorShapeProto.Dimension()
      if let size { dimension.dimValue = Int64(size) } else { dimension.dimParam = Self.batchName }
      return dimension
    }
    return info
  }

  /// The graph with these results, without what they do not need.
  func graph(named name: String, returning results: [(name: String, value: ONNXValue, dimensions: [Int?])])
    -> Onnx_GraphProto
  {
    scope = ""
    var graph = Onnx_GraphProto()
    graph.name = name
    var renamed: [String: String] = [:]
    for result in results {
      let name = renamed[result.value.name] ?? result.value.name
      var value = ONNXValue(writer: self, name: name, element: .float)
      // A result that is an input, a parameter or another result is a value of its own.
      let isComputed = nodes.contains { $0.output.contains(name) }
      if !isComputed || name != result.value.name { value = append("Identity", [value], as: .float) }
      rename(value.name, to: result.name)
      renamed[value.name] = result.name
      graph.output.append(info(result.name, .float, result.dimensions))
    }
    var needed = Set(results.map(\.name))
    var written: [Onnx_NodeProto] = []
    for var node in nodes.reversed() where node.output.contains(where: needed.contains) {
      while let last = node.output.last, !needed.contains(last) { node.output.removeLast() }
      needed.formUnion(node.input)
      written.append(node)
    }
    graph.node = written.reversed()
    graph.input = inputs.filter { needed.contains($0.name) }
    graph.initializer = initializers.filter { needed.contains($0.name) }
    let computed = graph.node.flatMap(\.output)
    graph.valueInfo = computed.compactMap { shapes[$0] }
    return graph
  }

  private func rename(_ old: String, to new: String) {
    for index in nodes.indices {
      for place in nodes[index].input.indices where nodes[index].input[place] == old { nodes[index].input[place] = new }
      for place in nodes[index].output.indices where nodes[index].output[place] == old {
        nodes[index].output[place] = new
      }
    }
  }
}

/// A value of a graph that is being written.
struct ONNXValue {
  let writer: ONNXWriter
  let name: String
  let element: ONNXElement
}
