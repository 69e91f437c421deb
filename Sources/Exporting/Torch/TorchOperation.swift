import Tensors

/// An operation that has a counterpart in PyTorch: conform to it to add one.
protocol TorchOperation: Operation {
  /// The expression of the result in Python.
  func torch(_ node: TorchNode) -> String
}

/// A node of a graph that is written as a line of Python.
struct TorchNode {
  /// The nodes of the operands.
  let operands: [Int]
  /// Their expressions: names of variables, parameters or numbers.
  let inputs: [String]
  /// Their shapes.
  let shapes: [Shape]
  /// The node.
  let id: Int
  /// The shape of the result.
  let shape: Shape
  /// What the line is a part of.
  let method: TorchMethod

  /// The expression of operand `index`.
  subscript(index: Int) -> String { inputs[index] }

  /// The operation of operand `index`.
  func operation(_ index: Int) -> any Operation { method.graph.nodes[operands[index]].operation }
}

/// Values in Python.
enum Python {
  /// `(1, 2)`.
  static func tuple(_ numbers: [Int]) -> String {
    numbers.count == 1 ? "(\(numbers[0]),)" : "(\(list(numbers)))"
  }

  /// `1, 2`.
  static func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }

  /// A number that is read as the same float.
  static func number(_ value: Float) -> String {
    if value.isNaN { return "math.nan" }
    if value.isInfinite { return value > 0 ? "math.inf" : "-math.inf" }
    return value.magnitude < 1e6 && value == value.rounded() ? "\(Int(value)).0" : "\(value)"
  }

  /// A text in quotes.
  static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " "))\""
  }

  /// Whether Python takes `text` for a name.
  static func isName(_ text: String) -> Bool {
    text.first?.isNumber == false && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// `text` as a name: its letters and digits.
  static func name(_ text: String, or other: String) -> String {
    let letters = text.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
    }
    let name = String(String.UnicodeScalarView(letters))
    return name.first?.isLetter == true ? name : other
  }
}

extension Shape {
  /// The dimensions in Python, that of the batch as -1.
  var torchDimensions: [Int] { (isBatched ? [-1] : []) + dimensions }

  /// The dimensions, the batch included, that `axes` name.
  func torchPlaces(of axes: Axes) -> [Int] {
    let first = isBatched ? 1 : 0
    return (isBatched && axes.contains(.samples) ? [0] : [])
      + (axes.contains(.channels) && !dimensions.isEmpty ? [first] : [])
      + (axes.contains(.positions) ? Array(dimensions.indices.dropFirst()).map { $0 + first } : [])
  }
}

extension String {
  /// The expression with dimensions of 1 where a value without the `axes` of `shape` lacks them.
  func aligned(without axes: Axes, of shape: Shape) -> String {
    let missing = shape.torchPlaces(of: axes)
    var wanted = shape.torchDimensions
    for place in missing { wanted[place] = 1 }
    let leading = wanted.indices.prefix { missing.contains($0) }.count
    let kept = shape.reduced(over: axes).torchDimensions
    let dimensions = Array(wanted.dropFirst(leading))
    return kept == wanted || kept == dimensions ? self : "\(self).reshape(\(Python.list(dimensions)))"
  }
}
